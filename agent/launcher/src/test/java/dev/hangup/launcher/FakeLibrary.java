// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Drives the library of one loader, as an application would. */
final class FakeLibrary {

  private final ClassLoader loader;
  private final Object connection;
  private final Object decoder;

  FakeLibrary(ClassLoader loader) throws ReflectiveOperationException {
    this.loader = loader;
    Class<?> connectionClass = loader.loadClass("library.Connection");
    connection = connectionClass.getDeclaredConstructor().newInstance();
    decoder =
        loader.loadClass("library.Decoder").getConstructor(connectionClass).newInstance(connection);
  }

  /** What {@code decode} returned, or the exception it threw. */
  Object decode(String bytes) throws ReflectiveOperationException {
    return call("decode", bytes);
  }

  Object call(String method, String bytes) throws ReflectiveOperationException {
    try {
      return decoder
          .getClass()
          .getMethod(method, String.class, int.class)
          .invoke(decoder, bytes, 100);
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  int fill(InputStream in) throws ReflectiveOperationException {
    Class<?> transport = loader.loadClass("library.Transport");
    return (int)
        transport
            .getMethod("fill", InputStream.class)
            .invoke(transport.getDeclaredConstructor().newInstance(), in);
  }

  void work() throws ReflectiveOperationException {
    Class<?> desk = loader.loadClass("library.Desk");
    desk.getMethod("work", connection.getClass())
        .invoke(desk.getDeclaredConstructor().newInstance(), connection);
  }

  Object newInstance(String className) throws ReflectiveOperationException {
    return loader.loadClass(className).getDeclaredConstructor().newInstance();
  }

  Object decoder() {
    return decoder;
  }

  Object connection() {
    return connection;
  }

  List<?> story() throws ReflectiveOperationException {
    return (List<?>) connection.getClass().getField("story").get(connection);
  }
}
