// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/**
 * OpenTelemetry's API by the names it has inside OpenTelemetry's agent, where everybody sees it.
 * The agent renames what its extensions use, but only in what it takes for classes.
 */
final class ShadedApi {

  private static final String SHADED = "io/opentelemetry/javaagent/shaded/";
  private static final List<String> RENAMED =
      List.of("io/opentelemetry/api/", "io/opentelemetry/context/", "io/opentelemetry/common/");

  private ShadedApi() {}

  static byte[] usedBy(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile)
        .accept(
            new ClassRemapper(
                writer,
                new Remapper(net.bytebuddy.jar.asm.Opcodes.ASM9) {
                  @Override
                  public String map(String name) {
                    return RENAMED.stream().anyMatch(name::startsWith) ? SHADED + name : name;
                  }
                }),
            0);
    return writer.toByteArray();
  }
}
