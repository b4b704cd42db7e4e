// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.lang.invoke.MethodType.genericMethodType;
import static java.lang.invoke.MethodType.methodType;

import dev.hangup.tap.Handshake;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Requests and responses of the Servlet API, whose types are {@code javax} in old containers and
 * {@code jakarta} in new ones and otherwise alike: called through handles instead of being compiled
 * against twice. Once per handshake, never per frame. Held by a class of a stack, so that it goes
 * with the stack's loader.
 */
public final class ServletApi {

  private static final MethodType TEXT = methodType(String.class);
  private static final MethodType TEXT_BY_NAME = methodType(String.class, String.class);

  private final Class<?> request;
  private final MethodHandle header;
  private final MethodHandle attribute;
  private final MethodHandle method;
  private final MethodHandle protocol;
  private final MethodHandle path;
  private final MethodHandle query;
  private final MethodHandle contextPath;
  private final MethodHandle servletPath;
  private final MethodHandle pathInfo;
  private final MethodHandle secure;
  private final MethodHandle asyncStarted;
  private final MethodHandle peer;
  private final MethodHandle peerPort;
  private final MethodHandle status;
  private final MethodHandle answered;

  /** Null before version 4. */
  private final @Nullable MethodHandle mapping;

  private final @Nullable MethodHandle pattern;

  private ServletApi(MethodHandles.Lookup lookup, String namespace)
      throws ReflectiveOperationException {
    request = type(lookup, namespace, "HttpServletRequest");
    header = handle(lookup, request, "getHeader", TEXT_BY_NAME);
    attribute = handle(lookup, request, "getAttribute", methodType(Object.class, String.class));
    method = handle(lookup, request, "getMethod", TEXT);
    protocol = handle(lookup, request, "getProtocol", TEXT);
    path = handle(lookup, request, "getRequestURI", TEXT);
    query = handle(lookup, request, "getQueryString", TEXT);
    contextPath = handle(lookup, request, "getContextPath", TEXT);
    servletPath = handle(lookup, request, "getServletPath", TEXT);
    pathInfo = handle(lookup, request, "getPathInfo", TEXT);
    secure = handle(lookup, request, "isSecure", methodType(boolean.class));
    asyncStarted = handle(lookup, request, "isAsyncStarted", methodType(boolean.class));
    peer = handle(lookup, request, "getRemoteAddr", TEXT);
    peerPort = handle(lookup, request, "getRemotePort", methodType(int.class));
    Class<?> response = type(lookup, namespace, "HttpServletResponse");
    status = handle(lookup, response, "getStatus", methodType(int.class));
    answered = handle(lookup, response, "getHeader", TEXT_BY_NAME);
    Class<?> mappingType = mappingType(lookup, namespace);
    mapping =
        mappingType == null
            ? null
            : handle(lookup, request, "getHttpServletMapping", methodType(mappingType));
    pattern = mappingType == null ? null : handle(lookup, mappingType, "getPattern", TEXT);
  }

  /**
   * Null where the application has no servlets of this namespace, or of a version before 3.
   *
   * @param lookup of a class of the stack's, in whose loader the types are looked for. One of this
   *     class would bind Java 8 to the first loader's idea of every type in a method's form; the
   *     next web application's would clash with it
   * @param namespace {@code javax} or {@code jakarta}
   */
  public static @Nullable ServletApi of(MethodHandles.Lookup lookup, String namespace) {
    try {
      return new ServletApi(lookup, namespace);
    } catch (ReflectiveOperationException none) {
      return null;
    }
  }

  private static @Nullable Class<?> mappingType(MethodHandles.Lookup lookup, String namespace) {
    try {
      return type(lookup, namespace, "HttpServletMapping");
    } catch (ClassNotFoundException before4) {
      return null;
    }
  }

  private static Class<?> type(MethodHandles.Lookup lookup, String namespace, String name)
      throws ClassNotFoundException {
    ClassLoader loader = lookup.lookupClass().getClassLoader();
    return Class.forName(namespace + ".servlet.http." + name, false, loader);
  }

  private static MethodHandle handle(
      MethodHandles.Lookup lookup, Class<?> owner, String name, MethodType type)
      throws ReflectiveOperationException {
    return lookup
        .findVirtual(owner, name, type)
        .asType(genericMethodType(1 + type.parameterCount()));
  }

  private static @Nullable Object get(MethodHandle getter, Object of) {
    try {
      return (@Nullable Object) getter.invokeExact(of);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // the getters declare nothing
    }
  }

  private static @Nullable Object get(MethodHandle getter, Object of, String name) {
    try {
      return (@Nullable Object) getter.invokeExact(of, (Object) name);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // the getters declare nothing
    }
  }

  public Class<?> requestType() {
    return request;
  }

  public @Nullable String header(Object request, String name) {
    return (String) get(header, request, name);
  }

  public @Nullable Object attribute(Object request, String name) {
    return get(attribute, request, name);
  }

  public @Nullable String method(Object request) {
    return (String) get(method, request);
  }

  /** With the query string, where there is one. */
  public @Nullable String target(Object request) {
    Object uri = get(path, request);
    Object parameters = get(query, request);
    return parameters == null ? (String) uri : uri + "?" + parameters;
  }

  /** Where the application's part of the path begins; empty for the root. */
  public String contextPath(Object request) {
    return get(contextPath, request) instanceof String context ? context : "";
  }

  /** Where that of a servlet begins which is mapped to all below a prefix. */
  public String servletPath(Object request) {
    String prefix = prefix(request);
    return prefix == null ? contextPath(request) : contextPath(request) + prefix;
  }

  /** What the servlet is mapped to, as far as any version tells: a prefix; else null. */
  public @Nullable String prefixPattern(Object request) {
    String prefix = prefix(request);
    return prefix == null || prefix.isEmpty() ? null : prefix + "/*";
  }

  private @Nullable String prefix(Object request) {
    return get(pathInfo, request) == null ? null : (String) get(servletPath, request);
  }

  /** What the servlet is mapped to, since version 4; null where there is none, or no telling. */
  public @Nullable String pattern(Object request) {
    Object mapped = mapping == null ? null : get(mapping, request);
    return mapped == null || pattern == null ? null : (String) get(pattern, mapped);
  }

  public boolean isSecure(Object request) {
    return Boolean.TRUE.equals(get(secure, request));
  }

  public boolean isAsyncStarted(Object request) {
    return Boolean.TRUE.equals(get(asyncStarted, request));
  }

  /** Of a response. */
  public int status(Object response) {
    return get(status, response) instanceof Integer code ? code : 0;
  }

  /** A header of a response. */
  public @Nullable String answered(Object response, String name) {
    return (String) get(answered, response, name);
  }

  /** Adds who asks, for what, and with which headers. */
  public Handshake describe(Handshake handshake, Object request) {
    String address = (String) get(peer, request);
    int port = get(peerPort, request) instanceof Integer number ? number : -1;
    return handshake
        .target(target(request))
        .requestLine(method(request), (String) get(protocol, request))
        .peer(Addresses.of(address, port))
        .headers(name -> header(request, name));
  }
}
