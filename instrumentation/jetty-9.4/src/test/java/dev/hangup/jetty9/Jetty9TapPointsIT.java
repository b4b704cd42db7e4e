// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tap points themselves: there in every version. */
class Jetty9TapPointsIT {

  static Stream<StackVersion> versions() {
    return Stream.of("jetty-9.4.txt").flatMap(versions -> Matrix.read(versions).chosen().stream());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyRequiredMethodIsDeclared(StackVersion version) throws Exception {
    ClassLoader jetty = Library.shared(version).loader();
    Set<String> tapped = new HashSet<>();
    for (TapPoint point : new Jetty9Module().tapPoints()) {
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
            new Jetty9Module().tapPoints().stream().map(Jetty9TapPointsIT::simpleName).toList());
  }

  /** Optional, because later generations have another class of this name. */
  @ParameterizedTest
  @MethodSource("versions")
  void theSessionHasAllOfItsMethods(StackVersion version) throws Exception {
    String session = "org.eclipse.jetty.websocket.common.WebSocketSession";
    assertThat(declaredBy(Library.shared(version).loader(), session))
        .contains(
            "setUpgradeRequest(Lorg/eclipse/jetty/websocket/api/UpgradeRequest;)V",
            "open()V",
            "onClosed(Lorg/eclipse/jetty/io/Connection;)V");
  }

  /** Optional for the same reason. */
  @ParameterizedTest
  @MethodSource("versions")
  void theEndOfAnExchangeIsTapped(StackVersion version) throws Exception {
    ClassLoader jetty = Library.shared(version).loader();
    List<TapPoint> completion =
        new Jetty9Module()
            .tapPoints().stream()
                .filter(
                    point ->
                        point.handler().equals("dev.hangup.jetty9.CompletedChannel::completed"))
                .toList();
    assertThat(completion).isNotEmpty();
    for (TapPoint point : completion) {
      List<String> declared = declaredBy(jetty, point.className());
      assertThat(point.methods())
          .anyMatch(form -> declared.contains(form.name() + form.descriptor()));
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
    for (String owner : new Jetty9Module().stateOwners()) {
      if (!declaredBy(jetty, owner).isEmpty()) {
        assertThat(Class.forName(owner, false, jetty).getDeclaredField(StateField.NAME))
            .matches(field -> field.isSynthetic())
            .matches(field -> java.lang.reflect.Modifier.isTransient(field.getModifiers()));
      }
    }
  }
}
