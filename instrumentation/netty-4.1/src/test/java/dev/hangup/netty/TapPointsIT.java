// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.testkit.Agent;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackVersion;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tap points themselves: there in every version, and harmless where they are not. */
class TapPointsIT {

  static List<StackVersion> versions() {
    return Matrix.read("netty-versions.txt").chosen();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyRequiredMethodIsDeclared(StackVersion version) throws Exception {
    ClassLoader netty = Library.shared(version).loader();
    for (TapPoint point : new NettyModule().tapPoints()) {
      if (point.required()) {
        assertThat(point.methods())
            .as(point.className())
            .anyMatch(form -> declares(netty, point, form));
      }
    }
  }

  private static boolean declares(ClassLoader netty, TapPoint point, TapPoint.Method form) {
    boolean[] found = new boolean[1];
    String file = point.className().replace('.', '/') + ".class";
    try (InputStream in = netty.getResourceAsStream(file)) {
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] thrown) {
                  found[0] |= name.equals(form.name()) && descriptor.equals(form.descriptor());
                  return null;
                }
              },
              ClassReader.SKIP_CODE);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return found[0];
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theStateHangsInAFieldNobodyTripsOver(StackVersion version) throws Exception {
    Class<?> owner =
        Class.forName("io.netty.util.DefaultAttributeMap", false, Library.shared(version).loader());
    assertThat(owner.getDeclaredField("hangup$wire"))
        .matches(field -> field.isSynthetic())
        .matches(field -> java.lang.reflect.Modifier.isTransient(field.getModifiers()));
  }

  @Test
  void aClassWithoutTheMethodIsLeftAloneAndNamedInOneLine() throws Exception {
    Agent.underTest();
    String name = "io.netty.handler.codec.http.websocketx.WebSocket08FrameEncoder";
    byte[] unknown =
        new ByteBuddy()
            .subclass(Object.class)
            .name(name)
            .defineMethod("encode", String.class, java.lang.reflect.Modifier.PUBLIC)
            .intercept(net.bytebuddy.implementation.FixedValue.value("as it was"))
            .make()
            .getBytes();
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Object encoder;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8.name()));
    try {
      for (int loader = 0; loader < 2; loader++) {
        encoder = fabricated(name, unknown).getDeclaredConstructor().newInstance();
        Method encode = encoder.getClass().getMethod("encode");
        assertThat(encode.invoke(encoder)).isEqualTo("as it was");
      }
    } finally {
      System.setErr(err);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("hangup: netty: " + name + ".encode")
        .contains("not found, not observing there");
  }

  private static Class<?> fabricated(String name, byte[] bytes) throws ClassNotFoundException {
    return new ByteArrayClassLoader(
            ClassLoader.getSystemClassLoader().getParent(), Map.of(name, bytes))
        .loadClass(name);
  }
}
