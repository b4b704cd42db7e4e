// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person has it: in Chromium, of a JVM that hostile peers talk to. */
class PageBrowserIT {

  private static final String SCRIPT =
      "<script>document.title='owned'</script><img src=x onerror=alert(1)>";
  private static final Path PICTURES = Path.of("target", "pictures");

  @TempDir Path folder;

  private static String shown(String selector) {
    return "[...document.querySelectorAll('" + selector + "')].map((e) => e.innerText).join('\\n')";
  }

  @Test
  @Timeout(300) // a browser is slow to start beside other tests
  void thePageShowsWhatHappensAsText() throws Exception {
    try (Watched watched = Watched.start(folder);
        Chromium browser = Chromium.start(folder)) {
      hostile(watched);
      watched.awaitEnds(3);

      browser.size(1280, 900);
      browser.open(watched.address);
      now(browser);
      closes(browser, watched);
      story(browser);
      languageAndTheme(browser);
      open(browser, watched);
      codes(browser);
      onAPhone(browser);

      assertThat(browser.text("document.title")).isNotEqualTo("owned");
      assertThat(browser.problems()).isEmpty();
      assertThat(browser.requested())
          .isNotEmpty()
          .allSatisfy(
              address -> assertThat(URI.create(address).resolve("/")).hasToString(watched.address));
      watched.end();
    }
  }

  private static void hostile(Watched watched) throws Exception {
    try (RawPeer peer = RawPeer.at(watched.port, "/room/1")) {
      peer.say("hello");
      peer.drop();
    }
    try (RawPeer peer = RawPeer.at(watched.port, "/room/2")) {
      peer.close(4711, SCRIPT);
    }
    try (RawPeer peer = RawPeer.at(watched.port, "/room/" + "<b>x</b>&amp;".repeat(50))) {
      peer.close(4712, "\u202egnp.exe \u001b[31m \u200b\u0007");
    }
  }

  private static void now(Chromium browser) throws Exception {
    browser.until("document.querySelectorAll('.chart').length === 5");
    browser.until("document.querySelector('.groups li')");
    assertThat(browser.text(shown(".groups"))).contains("peer_eof").contains("application");
    assertThat(browser.text("document.getElementById('about').innerText"))
        .startsWith("live")
        .contains("netty");
    browser.screenshot(PICTURES.resolve("now.png"));
  }

  private static void closes(Chromium browser, Watched watched) throws Exception {
    browser.press("2");
    browser.until("document.querySelectorAll('tr.row').length === 3");
    browser.run("document.getElementById('filter-abnormal').click()");
    browser.until("document.querySelectorAll('tr.row').length === 1");
    assertThat(browser.text(shown("tr.row"))).contains("peer_eof");
    browser.run("document.getElementById('filter-abnormal').click()");
    browser.run(
        "const c = document.getElementById('filter-code'); c.value = '4711';"
            + " c.dispatchEvent(new Event('change'))");
    browser.until("document.querySelectorAll('tr.row').length === 1");
    browser.run(
        "const c = document.getElementById('filter-code'); c.value = '';"
            + " c.dispatchEvent(new Event('change'))");
    browser.until("document.querySelectorAll('tr.row').length === 3");

    // One that comes while the page is open is there without being asked for.
    try (RawPeer peer = RawPeer.at(watched.port, "/room/9")) {
      peer.say("bye");
      peer.close(1000, "");
    }
    browser.until("document.querySelectorAll('tr.row').length === 4");
    assertThat(browser.text("document.querySelector('tr.row').innerText")).contains("normal");
  }

  private static void story(Chromium browser) throws Exception {
    browser.run("document.activeElement.blur()");
    // By keys: down to the last row, which is the one that was dropped.
    for (int i = 0; i < 4; i++) {
      browser.press("j");
    }
    browser.press("Enter");
    browser.until("document.querySelector('.told .timeline')");
    browser.until("document.querySelector('.told .book h3')");
    assertThat(browser.text(shown(".told"))).contains("peer_eof").contains("1006 Abnormal Closure");
    assertThat(browser.is("document.querySelectorAll('.timeline .frame.data').length === 1"))
        .isTrue();
    assertThat(browser.is("document.querySelector('.timeline .frame.end.bad')")).isTrue();
    browser.screenshot(PICTURES.resolve("story.png"));
    browser.press("Escape");
    browser.until("!document.querySelector('.told')");

    // A peer's words are words.
    browser.run("document.querySelectorAll('tr.row')[2].click()");
    browser.until("document.querySelector('.told .facts')");
    assertThat(browser.text(shown(".told"))).contains(SCRIPT);
    assertThat(browser.is("document.querySelector('.told script, .told img')")).isFalse();
    browser.run("document.querySelectorAll('tr.row')[1].click()");
    browser.until("document.querySelector('.told .facts')?.innerText.includes('gnp.exe')");
    assertThat(browser.text(shown("main")))
        .contains("<b>x</b>")
        .doesNotContain("\u202e")
        .doesNotContain("\u001b")
        .doesNotContain("\u200b");
    assertThat(browser.is("document.querySelector('main b')")).isFalse();
    copied(browser);
  }

  private static void copied(Chromium browser) throws Exception {
    browser.run(
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };"
            + " [...document.querySelectorAll('.told button')].at(-1).click()");
    browser.until("window.copied");
    assertThat(browser.text("window.copied"))
        .startsWith("### application")
        .contains("- **evidence**: ")
        .doesNotContain("<b>");
  }

  private static void languageAndTheme(Chromium browser) throws Exception {
    String english = browser.text("document.getElementById('nav').innerText");
    String back = browser.text("getComputedStyle(document.body).backgroundColor");
    browser.run(
        "const l = document.getElementById('language'); l.value = 'ja';"
            + " l.dispatchEvent(new Event('change'))");
    browser.until("document.documentElement.lang === 'ja'");
    browser.until("/[\\u3040-\\u30ff]/.test(document.querySelector('.told .book')?.innerText)");
    assertThat(browser.text("document.getElementById('nav').innerText")).isNotEqualTo(english);
    browser.run(
        "const t = document.getElementById('theme'); t.value = 'dark';"
            + " t.dispatchEvent(new Event('change'))");
    browser.until("getComputedStyle(document.body).backgroundColor !== '" + back + "'");
    browser.screenshot(PICTURES.resolve("dark.png"));
    browser.run(
        "const l = document.getElementById('language'); l.value = 'en';"
            + " l.dispatchEvent(new Event('change'))");
    browser.until("document.documentElement.lang === 'en'");
  }

  private static void open(Chromium browser, Watched watched) throws Exception {
    try (RawPeer one = RawPeer.at(watched.port, "/room/1");
        RawPeer two = RawPeer.at(watched.port, "/room/2")) {
      one.say("hello");
      two.say("hello");
      two.say("hello");
      browser.press("3");
      browser.until("document.querySelectorAll('.connections tbody tr').length === 2");
      browser.run("document.getElementById('sort-frames').click()");
      browser.until(
          "document.querySelector('th[aria-sort=descending]')?.innerText.startsWith('frames')"
              + " && document.querySelector('.connections tbody tr').innerText.includes('2 / ')");
      browser.screenshot(PICTURES.resolve("open.png"));
    }
  }

  private static void codes(Chromium browser) throws Exception {
    browser.press("4");
    browser.until("document.querySelectorAll('.entries li').length > 40");
    browser.run(
        "const s = document.getElementById('search'); s.value = 'too big';"
            + " s.dispatchEvent(new Event('input'))");
    browser.until("document.querySelectorAll('.entries li').length < 10");
    assertThat(browser.text(shown(".entries"))).contains("1009 Message Too Big");
    browser.run(
        "document.getElementById('compare-first').value = '1002';"
            + " document.getElementById('compare-second').value = '1009';"
            + " document.querySelector('form button[type=submit]').click()");
    browser.until("document.querySelector('.book h2')?.innerText.includes('1009')");
    assertThat(browser.text(shown(".book"))).contains("1002 Protocol Error");
  }

  /** Nothing but a wide table's own frame is scrolled sideways. */
  private static void onAPhone(Chromium browser) throws Exception {
    browser.size(360, 740);
    for (String view : new String[] {"1", "2", "3", "4"}) {
      browser.press(view);
      browser.until(
          "document.getElementById('main').dataset.view && document.querySelector('main').children.length > 0");
      assertThat(browser.is("document.documentElement.scrollWidth <= innerWidth"))
          .as("view " + view)
          .isTrue();
    }
    browser.press("2");
    browser.until("document.querySelector('tr.row')");
    browser.screenshot(PICTURES.resolve("phone.png"));
  }
}
