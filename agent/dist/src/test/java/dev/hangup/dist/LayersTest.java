// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way, and no rule has an exemption. Each rule is the whole list. */
@AnalyzeClasses(packages = "dev.hangup", importOptions = DoNotIncludeTests.class)
class LayersTest {

  private static final String JDK = "java..";
  private static final String JAVA_BASE_SSL = "javax.net.ssl";
  private static final String NULLNESS = "org.jspecify.annotations";
  private static final String OTEL_API = "io.opentelemetry.api..";
  private static final String OTEL_CONTEXT = "io.opentelemetry.context..";

  private static final String RELEASES = "dev.hangup.jdk..";

  @ArchTest static final ArchRule RELEASES_OF_JAVA = layer("dev.hangup.jdk..");

  @ArchTest static final ArchRule CODEC = layer("dev.hangup.codec..");

  @ArchTest static final ArchRule TAP = layer("dev.hangup.tap..");

  @ArchTest static final ArchRule BOOT = layer("dev.hangup.boot..");

  @ArchTest
  static final ArchRule EXTENSION =
      layer(
          "dev.hangup.extension..",
          "dev.hangup.boot..",
          "io.opentelemetry.javaagent.extension..",
          "io.opentelemetry.sdk.autoconfigure..");

  @ArchTest static final ArchRule CLOSE = layer("dev.hangup.close..", "dev.hangup.codec..");

  @ArchTest
  static final ArchRule CLI =
      layer(
          "dev.hangup.cli..",
          "dev.hangup.live.channel..",
          "dev.hangup.close..",
          "dev.hangup.codec..",
          "dev.hangup.tap..");

  @ArchTest
  static final ArchRule OBSERVER =
      layer(
          "dev.hangup.observer..",
          "dev.hangup.tap..",
          "dev.hangup.codec..",
          "dev.hangup.close..",
          "com.sun.management");

  @ArchTest
  static final ArchRule LIVE =
      layer(
          "dev.hangup.live..",
          "dev.hangup.observer..",
          "dev.hangup.tap..",
          "dev.hangup.codec..",
          "dev.hangup.close..",
          "javax.management",
          "jdk.jfr");

  @ArchTest
  static final ArchRule VIEW =
      layer("dev.hangup.view..", "dev.hangup.live", "dev.hangup.cli", "dev.hangup.close..");

  @ArchTest
  static final ArchRule TELEMETRY =
      layer(
          "dev.hangup.telemetry..",
          "dev.hangup.observer..",
          "dev.hangup.tap..",
          "dev.hangup.codec..",
          "dev.hangup.close..",
          OTEL_API,
          OTEL_CONTEXT);

  @ArchTest
  static final ArchRule EXPORT =
      layer(
          "dev.hangup.export..",
          "dev.hangup.telemetry..",
          "dev.hangup.observer..",
          "dev.hangup.tap..",
          "dev.hangup.codec..",
          "dev.hangup.close..",
          "io.opentelemetry..",
          "io.prometheus..",
          "com.sun.net.httpserver");

  @ArchTest
  static final ArchRule STACK_API = layer("dev.hangup.instrumentation.api..", "dev.hangup.tap..");

  @ArchTest
  static final ArchRule LAUNCHER =
      layer(
          "dev.hangup.launcher..",
          "dev.hangup.boot..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.live..",
          "dev.hangup.view..",
          "dev.hangup.observer..",
          "dev.hangup.tap..",
          "net.bytebuddy..");

  @ArchTest
  static final ArchRule JETTY =
      layer(
          "dev.hangup.jetty..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule JETTY_9 =
      layer(
          "dev.hangup.jetty9..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "javax.servlet..",
          "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule NETTY =
      layer(
          "dev.hangup.netty..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "io.netty..");

  @ArchTest
  static final ArchRule TOMCAT =
      layer(
          "dev.hangup.tomcat..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "org.apache.coyote..",
          "org.apache.tomcat..");

  @ArchTest
  static final ArchRule TYRUS =
      layer(
          "dev.hangup.tyrus..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "org.glassfish.grizzly..",
          "org.glassfish.tyrus..");

  @ArchTest
  static final ArchRule UNDERTOW =
      layer(
          "dev.hangup.undertow..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "io.undertow..",
          "org.xnio..");

  @ArchTest
  static final ArchRule KTOR =
      layer(
          "dev.hangup.ktor..",
          "dev.hangup.instrumentation.api..",
          "dev.hangup.tap..",
          "net.bytebuddy.asm..",
          "net.bytebuddy.implementation.bytecode.assign", // a member of the advice annotations
          "io.ktor..",
          "kotlin..",
          "kotlinx..");

  private static ArchRule layer(String itself, String... others) {
    String[] allowed = new String[others.length + 5];
    allowed[0] = itself;
    allowed[1] = JDK;
    allowed[2] = JAVA_BASE_SSL;
    allowed[3] = NULLNESS;
    allowed[4] = RELEASES;
    System.arraycopy(others, 0, allowed, 5, others.length);
    return classes()
        .that()
        .resideInAPackage(itself)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed);
  }
}
