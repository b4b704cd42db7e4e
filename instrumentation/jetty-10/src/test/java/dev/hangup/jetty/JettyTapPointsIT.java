// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.jetty9.Jetty9Module;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tap points themselves: there in every version. */
class JettyTapPointsIT {

  static Stream<StackVersion> versions() {
    return Stream.of("jetty-10.txt", "jetty-11.txt", "jetty-12.txt")
        .flatMap(versions -> Matrix.read(versions).chosen().stream());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyRequiredMethodIsDeclared(StackVersion version) throws Exception {
    ClassLoader jetty = Library.shared(version).loader();
    Set<String> tapped = new HashSet<>();
    for (TapPoint point : new JettyModule().tapPoints()) {
      List<String> declared = declaredBy(jetty, point.className());
      if (!declared.isEmpty()) {
        tapped.add(simpleName(point));
        assertThat(point.methods())
            .as(point.className())
            .anyMatch(
                form -> !point.required() || declared.contains(form.name() + form.descriptor()));
      }
    }
    // Some are in one of two packages, but each is somewhere.
    assertThat(tapped)
        .containsAll(
            new JettyModule()
                .tapPoints().stream()
                    .filter(TapPoint::required)
                    .map(JettyTapPointsIT::simpleName)
                    .toList());
  }

  /** Each of them is optional, since it happens in another class in every generation. */
  @ParameterizedTest
  @MethodSource("versions")
  void theEndOfAnExchangeIsTappedOnce(StackVersion version) throws Exception {
    ClassLoader jetty = Library.shared(version).loader();
    List<String> tapped = new ArrayList<>();
    for (TapPoint point : new JettyModule().tapPoints()) {
      List<String> declared = declaredBy(jetty, point.className());
      if (point.handler().startsWith("dev.hangup.jetty.Completed")
          && point.methods().stream()
              .anyMatch(form -> declared.contains(form.name() + form.descriptor()))) {
        tapped.add(point.handler());
      }
    }
    assertThat(tapped).hasSize(1);
  }

  /** Else it would say so, where it has nothing to say. */
  @ParameterizedTest
  @MethodSource("versions")
  void theModuleOfJetty9MissesNothing(StackVersion version) throws Exception {
    missesNothing(new Jetty9Module(), version);
  }

  @Test
  void thisModuleMissesNothingInJetty9() throws Exception {
    String artifact = "org.eclipse.jetty.websocket:websocket-server:9.4.58.v20250814";
    missesNothing(
        new JettyModule(), new StackVersion("9.4.58.v20250814", List.of(artifact), Set.of()));
  }

  private static void missesNothing(StackModule module, StackVersion version) throws Exception {
    ClassLoader jetty = Library.shared(version).loader();
    for (TapPoint point : module.tapPoints()) {
      List<String> declared = declaredBy(jetty, point.className());
      if (point.required() && !declared.isEmpty()) {
        assertThat(point.methods())
            .as(point.className())
            .anyMatch(form -> declared.contains(form.name() + form.descriptor()));
      }
    }
  }

  private static String simpleName(TapPoint point) {
    return point.className().substring(point.className().lastIndexOf('.') + 1);
  }

  /** Empty where there is no such class. */
  private static List<String> declaredBy(ClassLoader jetty, String className) throws IOException {
    Set<String> declared = new HashSet<>();
    try (InputStream in = jetty.getResourceAsStream(className.replace('.', '/') + ".class")) {
      if (in == null) {
        return List.of();
      }
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] thrown) {
                  declared.add(name + descriptor);
                  return null;
                }
              },
              ClassReader.SKIP_CODE);
    }
    return List.copyOf(declared);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theStateHangsInAFieldNobodyTripsOver(StackVersion version) throws Exception {
    ClassLoader jetty = Library.shared(version).loader();
    for (String owner : new JettyModule().stateOwners()) {
      if (!declaredBy(jetty, owner).isEmpty()) {
        assertThat(Class.forName(owner, false, jetty).getDeclaredField(StateField.NAME))
            .matches(field -> field.isSynthetic())
            .matches(field -> java.lang.reflect.Modifier.isTransient(field.getModifiers()));
      }
    }
  }
}
