// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.util.List;

/**
 * One WebSocket implementation, told by names only. The module class is loaded where no library is,
 * so it must not mention a library type, not even in a signature; its advice classes may, they are
 * loaded once per loader of the library.
 *
 * <p>All classes of a stack live in the package of its module, or below. It is found by a line in
 * {@code META-INF/services/dev.hangup.instrumentation.api.StackModule} and needs a public
 * constructor without arguments.
 */
public interface StackModule {

  /**
   * The package below the module's own whose classes are loaded once for all loaders that a library
   * may be spread over: bundles, modules, a server's and its applications'. What hangs on the
   * library's objects, and what one tap leaves on a thread for another, is of a class in there, of
   * the agent's or of the JDK's. Such classes mention no library type; all else of a stack is
   * loaded once per loader and must leave nothing for code of another one to find.
   */
  String COMMON = "common";

  /** The value of {@code websocket.stack}: {@code netty}, {@code jetty}, {@code tomcat}. */
  String name();

  /** Where this stack is tapped. Several points in one class are applied together or not at all. */
  List<TapPoint> tapPoints();

  /**
   * The classes (binary names) whose instances carry what we know of a connection, see {@link
   * StateField}.
   */
  default List<String> stateOwners() {
    return List.of();
  }

  /**
   * The classes (binary names) that only a program with WebSocket loads: the first of them starts
   * telemetry. All that are tapped but those of {@link #tappedLate}, unless more of them serve
   * other purposes as well. Others may be named here too, even such as several stacks share: they
   * count where a class of {@link #tappedLate} was loaded before.
   */
  default List<String> startsTelemetry() {
    List<String> late = tappedLate();
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> !late.contains(name))
        .distinct()
        .toList();
  }

  /**
   * The tapped classes (binary names) that programs without this stack load as well, for HTTP or
   * because another generation of it has one of the same name; none of them a state owner. They are
   * left as they are until any other class named here is loaded, and tapped then: a program without
   * WebSocket pays nothing for them.
   */
  default List<String> tappedLate() {
    return List.of();
  }

  /**
   * Classes (binary names) that are not tapped, and that programs load some time before the first
   * one that is. At the first of them the agent reads what it will need, beside the program.
   */
  default List<String> preloadTriggers() {
    return List.of();
  }
}
