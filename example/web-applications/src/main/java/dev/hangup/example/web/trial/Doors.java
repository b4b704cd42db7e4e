// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.trial;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Answers with the status that a request wishes for, at once or from another thread. */
@Configuration(proxyBeanMethods = false)
class Doors {

  @Bean
  HttpFilter door() {
    return new Door();
  }

  @SuppressWarnings("serial") // never written anywhere
  private static final class Door extends HttpFilter {

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String wish = request.getHeader("X-Refuse");
      if (wish == null) {
        chain.doFilter(request, response);
      } else if (wish.endsWith(" later")) {
        later(request.startAsync(), response, wish.substring(0, 3));
      } else {
        response.sendError(Integer.parseInt(wish));
      }
    }

    private static void later(AsyncContext rest, HttpServletResponse response, String status) {
      Thread other =
          new Thread(
              () -> {
                response.setStatus(Integer.parseInt(status));
                rest.complete();
              });
      other.start();
    }
  }
}
