// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Another host: a network namespace with a cable to this one. It is held open by a process and gone
 * with it.
 */
final class Host implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process holder;
  private final String here;
  private final String there;
  private final String cable;

  Host() throws IOException, InterruptedException {
    int number = COUNT.incrementAndGet();
    here = "10.77.%d.%d".formatted(number / 60, number % 60 * 4 + 1);
    there = "10.77.%d.%d".formatted(number / 60, number % 60 * 4 + 2);
    cable = "corpus" + number;
    holder = Processes.start(new ProcessBuilder("unshare", "-n", "sleep", "600"));
    String pid = Long.toString(holder.pid());
    awaitNamespace(pid);
    Processes.run("ip", "link", "add", cable, "type", "veth", "peer", "name", "far", "netns", pid);
    Processes.run("ip", "addr", "add", here + "/30", "dev", cable);
    Processes.run("ip", "link", "set", cable, "up");
    within("ip", "addr", "add", there + "/30", "dev", "far");
    within("ip", "link", "set", "far", "up");
    within("ip", "link", "set", "lo", "up");
  }

  /** The holder has a namespace of its own as soon as unshare has become sleep. */
  private static void awaitNamespace(String pid) throws IOException, InterruptedException {
    Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path its = Path.of("/proc", pid, "ns", "net");
    while (Files.readSymbolicLink(its).equals(ours)) {
      Thread.sleep(5);
    }
  }

  /** Why there can be none here, or null. */
  static @Nullable String missing() {
    if (Tools.find("unshare") == null || Tools.find("ip") == null || Tools.find("nft") == null) {
      return "no network namespaces here (unshare, ip and nft are wanted)";
    }
    return System.getenv("CORPUS_OWN_NETWORK") == null
        ? "no network of our own here (needs root or user namespaces)"
        : null;
  }

  /** This side's address, as the host sees it. */
  String here() {
    return here;
  }

  String there() {
    return there;
  }

  List<String> within(List<String> command) {
    List<String> all = new ArrayList<>();
    all.add("nsenter");
    all.add("--net=/proc/" + holder.pid() + "/ns/net");
    all.add("--");
    all.addAll(command);
    return all;
  }

  private void within(String... command) throws IOException, InterruptedException {
    Processes.run(within(List.of(command)).toArray(new String[0]));
  }

  /** Nothing gets through any more, and no packet says so. */
  void cut() throws IOException, InterruptedException {
    within("nft", "add", "table", "inet", "cut");
    within(
        "nft",
        "add",
        "chain",
        "inet",
        "cut",
        "in",
        "{ type filter hook prerouting priority -300; policy drop; }");
    within(
        "nft",
        "add",
        "chain",
        "inet",
        "cut",
        "out",
        "{ type filter hook output priority -300; policy drop; }");
  }

  /** This side's own cable is out. */
  void unplug() throws IOException, InterruptedException {
    Processes.run("ip", "link", "set", cable, "down");
  }

  /** A NAT that no longer knows the connection: what comes is answered with a reset. */
  void forget() throws IOException, InterruptedException {
    within("nft", "add", "table", "inet", "nat");
    within(
        "nft",
        "add",
        "chain",
        "inet",
        "nat",
        "in",
        "{ type filter hook input priority 0; policy accept; }");
    within(
        "nft", "add", "rule", "inet", "nat", "in", "meta", "l4proto", "tcp", "reject", "with",
        "tcp", "reset");
  }

  @Override
  public void close() {
    Processes.end(holder);
  }
}
