// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Waits for two classes of the JDK, by which the application shows that it uses JMX or Flight
 * Recorder: what uses neither must not get them from us. Changes no class.
 */
final class SeenClasses implements ClassFileTransformer {

  /** Keeps the platform's MBean server. */
  static final String BEANS = "java.lang.management.ManagementFactory";

  /** Made when Flight Recorder starts. */
  static final String RECORDER = "jdk.jfr.internal.PlatformRecorder";

  private static final String BEANS_FILE = BEANS.replace('.', '/');
  private static final String RECORDER_FILE = RECORDER.replace('.', '/');

  private final Runnable recorder;
  private volatile boolean beans;

  /**
   * With what is told of the recorder: in the middle of its loading, so it must do nothing much.
   */
  SeenClasses(Runnable recorder) {
    this.recorder = recorder;
  }

  /** Watches first, and then looks at what is loaded already: nothing falls in between. */
  void begin(Instrumentation instrumentation) {
    instrumentation.addTransformer(this, instrumentation.isRetransformClassesSupported());
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      if (each.getClassLoader() == null) {
        seen(each.getName(), BEANS, RECORDER);
      }
    }
  }

  boolean beans() {
    return beans;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader application,
      @Nullable String internalName,
      @Nullable Class<?> known,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (application == null && internalName != null) {
      seen(internalName, BEANS_FILE, RECORDER_FILE);
    }
    return null;
  }

  private void seen(String name, String ofBeans, String ofRecorder) {
    if (name.equals(ofBeans)) {
      beans = true;
    } else if (name.equals(ofRecorder)) {
      recorder.run();
    }
  }
}
