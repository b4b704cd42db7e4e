// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static dev.hangup.launcher.Judged.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.close.Ending;
import dev.hangup.fake.FakeModule;
import dev.hangup.fakelate.LateModule;
import dev.hangup.fakeolder.OlderModule;
import dev.hangup.faketelling.TellingModule;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.Observation;
import dev.hangup.tap.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.jar.asm.Opcodes;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  private final Judged judged = new Judged();
  private final Observation observation = judged.observation;
  private AutoCloseable agent = () -> {};

  @BeforeEach
  void start() {
    agent =
        Launcher.startForTesting(ByteBuddyAgent.install(), List.of(new FakeModule()), observation);
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
  }

  @Test
  void adviceIsCalledAroundTheMethodAndSeesTheLibrarysObjects() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());

    assertThat(library.decode("ab")).isEqualTo(2);

    assertThat(library.story()).isEqualTo(List.of("born", "enter ab, read 1", "ab", "exit 2"));
    assertNothingSuppressed();
  }

  @Test
  void anExceptionOfTheLibrarysReachesBothTheAdviceAndTheCaller() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    String tooLong = "x".repeat(101);

    assertThat(library.decode(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasToString("java.lang.IllegalArgumentException: " + tooLong);

    assertThat(library.story().get(3)).isEqualTo("thrown " + tooLong);
    assertNothingSuppressed();
  }

  @Test
  void anExceptionOfTheAdviceReachesNobodyAndIsCounted() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());

    assertThat(library.decode("advice fails")).isEqualTo(12);

    assertThat(library.story()).isEqualTo(List.of("born", "advice fails", "exit 12"));
    assertThat(observation.suppressedFailures().count()).isEqualTo(1);
  }

  @Test
  void afterAFailureOfTheAdviceNoConnectionOfItsStackThatWasOpenIsJudged() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    library.decode("so that the agent is awake");
    Wire before = opened("fake");
    Wire other = opened("other");
    assertThat(judged.isJudged(opened("fake"))).isTrue();

    library.decode("advice fails");

    assertThat(judged.isJudged(before)).isFalse();
    assertThat(judged.isJudged(other)).isTrue();
    assertThat(judged.isJudged(opened("fake"))).isTrue();
  }

  @ParameterizedTest(name = "class file version {0}")
  @ValueSource(ints = {Opcodes.V1_6, Opcodes.V1_7, Opcodes.V1_8, Opcodes.V11})
  void classesOfOlderCompilersAreTappedToo(int version) throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.version(version));

    assertThat(library.decode("ab")).isEqualTo(2);

    assertThat(library.story()).isEqualTo(List.of("born", "enter ab, read 1", "ab", "exit 2"));
  }

  @Test
  void aClassOfJava5IsLeftAlone() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.version(Opcodes.V1_5));

    assertThat(library.decode("ab")).isEqualTo(2);

    assertThat(library.story()).isEqualTo(List.of("ab"));
  }

  @Test
  void twoGenerationsOfALibraryAreOneStackWithCodeOfTheirOwn() throws Exception {
    agent.close();
    agent =
        Launcher.startForTesting(
            ByteBuddyAgent.install(), List.of(new FakeModule(), new OlderModule()), observation);
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());

    library.decode("ab");

    assertThat(library.story())
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .containsExactlyInAnyOrder("born", "enter ab, read 1", "ab", "exit 2", "older");
    assertNothingSuppressed();
  }

  @Test
  void stateHangsInAFieldThatNobodyElseSees() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    library.decode("ab");
    library.decode("ab");

    Field field = library.connection().getClass().getField(StateField.NAME);

    assertThat(field.get(library.connection())).isEqualTo(2);
    assertThat(field.isSynthetic()).isTrue();
    assertThat(Modifier.isTransient(field.getModifiers())).isTrue();
  }

  @Test
  void twoCopiesOfTheLibraryAreToldApart() throws Exception {
    FakeLibrary first = new FakeLibrary(LibraryLoader.plain());
    FakeLibrary second = new FakeLibrary(LibraryLoader.version(Opcodes.V1_6));

    first.decode("a");
    second.decode("b");
    first.decode("c");

    assertThat(first.story())
        .isEqualTo(
            List.of("born", "enter a, read 1", "a", "exit 1", "enter c, read 2", "c", "exit 1"));
    assertThat(second.story()).isEqualTo(List.of("born", "enter b, read 1", "b", "exit 1"));
  }

  @Test
  void aLoaderThatDelegatesNothingButTheJdkIsServedAsWell() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.filtering());

    library.decode("ab");

    assertThat(library.story()).isEqualTo(List.of("born", "enter ab, read 1", "ab", "exit 2"));
  }

  @Test
  void theApplicationCanLoadNoClassOfOurs() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    library.decode("ab");
    ClassLoader application = library.connection().getClass().getClassLoader();

    assertThatThrownBy(() -> application.loadClass("dev.hangup.tap.WireTap"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> application.loadClass("dev.hangup.fake.ReadAdvice"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void aReplacedCallSeesWhatTheLibrarySwallows() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    System.clearProperty("fake.reset");

    assertThat(library.fill(new ByteArrayInputStream(new byte[] {7}))).isEqualTo(7);
    assertThat(System.getProperty("fake.reset")).isNull();

    assertThat(library.fill(broken())).isEqualTo(-1);
    assertThat(System.getProperty("fake.reset")).isEqualTo("Stream closed");
  }

  @Test
  void aClassWithoutTheMethodIsLeftAloneAndTheOthersAreNot() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.renaming("decode", "decodeV9"));

    assertThat(library.call("decodeV9", "ab")).isEqualTo(2);
    assertThat(library.story()).isEqualTo(List.of("ab"));

    System.clearProperty("fake.reset");
    assertThat(library.fill(broken())).isEqualTo(-1);
    assertThat(System.getProperty("fake.reset")).isEqualTo("Stream closed");
  }

  @Test
  void theNewestFormOfAMethodIsTappedWhereItExists() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.renaming("decode", "decodeNew"));

    library.call("decodeNew", "ab");

    assertThat(library.story()).isEqualTo(List.of("born", "enter ab, read 1", "ab", "exit 2"));
  }

  @Test
  void aClassChangedAgainByAnotherAgentKeepsItsTapsAndItsField() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    library.decode("ab");

    ByteBuddyAgent.getInstrumentation()
        .retransformClasses(library.connection().getClass(), library.decoder().getClass());
    library.decode("cd");

    assertThat(library.story())
        .isEqualTo(
            List.of(
                "born", "enter ab, read 1", "ab", "exit 2", "enter cd, read 2", "cd", "exit 2"));
    assertNothingSuppressed();
  }

  @Test
  void aClassThatWaitedIsTappedWhenTheFirstWebSocketClassComes() throws Exception {
    startLate();
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    library.decode("ab");
    assertThat(library.story()).isEqualTo(List.of("ab"));

    library.fill(InputStream.nullInputStream());
    library.decode("cd");

    assertThat(library.story()).isEqualTo(List.of("ab", "cd", "late"));
    assertNothingSuppressed();
  }

  @Test
  void aClassThatComesAfterTheFirstWebSocketClassDoesNotWait() throws Exception {
    startLate();
    LibraryLoader loader = LibraryLoader.plain();
    loader.loadClass("library.Transport");

    FakeLibrary library = new FakeLibrary(loader);
    library.decode("ab");

    assertThat(library.story()).isEqualTo(List.of("ab", "late"));
  }

  @Test
  void whatIsOnlyToldNeedsNoCodeOfTheStack() throws Exception {
    startTelling();
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    Object desk = library.newInstance("library.Desk");

    library.decode("ab");
    call(desk, "fail", library.connection(), new Throwable(new IllegalStateException("rent")));
    call(desk, "work", library.connection());

    assertThat(library.story()).isEqualTo(List.of("born", "ab", "done ab", "fail", "work"));
    assertNothingSuppressed();
    observation.shutDown();
    EndedConnection told = judged.only();
    assertThat(told.account().ending()).isEqualTo(Ending.LOCAL_CLOSE);
    assertThat(told.account().handlerFailure().error())
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void whatIsOfAnotherClassOrNotThereIsNotTold() throws Exception {
    startTelling();
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    Object desk = library.newInstance("library.Desk");

    call(desk, "fail", library.connection(), new Throwable(new IllegalArgumentException("rent")));
    call(desk, "fail", library.connection(), null);
    call(desk, "work", library.newInstance("library.Connection"));

    assertNothingSuppressed();
    observation.shutDown();
    EndedConnection told = judged.only();
    assertThat(told.account().ending()).isEqualTo(Ending.SHUTDOWN);
    assertThat(told.account().handlerFailure()).isNull();
  }

  private static void call(Object on, String name, @Nullable Object... arguments)
      throws ReflectiveOperationException {
    for (Method method : on.getClass().getMethods()) {
      if (method.getName().equals(name)) {
        method.invoke(on, arguments);
        return;
      }
    }
    throw new NoSuchMethodException(name);
  }

  private void startTelling() throws Exception {
    agent.close();
    agent =
        Launcher.startForTesting(
            ByteBuddyAgent.install(), List.of(new TellingModule()), observation);
  }

  private void startLate() throws Exception {
    agent.close();
    agent =
        Launcher.startForTesting(ByteBuddyAgent.install(), List.of(new LateModule()), observation);
  }

  @Test
  void aDroppedApplicationIsCollected() throws Exception {
    List<WeakReference<ClassLoader>> dropped = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      dropped.add(usedAndDropped());
    }

    assertThat(dropped).allSatisfy(LauncherTest::awaitCollection);
  }

  @Test
  void aCallThatCannotBeLinkedDoesWhatTheLibraryWouldHaveDoneWithoutUs() throws Throwable {
    new FakeLibrary(LibraryLoader.plain()).decode("so that the dispatcher is there");
    MethodHandle original =
        MethodHandles.lookup()
            .findVirtual(String.class, "length", MethodType.methodType(int.class));

    CallSite advice = link(MethodType.methodType(Object.class, String.class), "nobody", "x.Advice");
    CallSite replaced =
        link(MethodType.methodType(int.class, String.class), "nobody", "x.Call", original);

    assertThat(advice.getTarget().invoke("abc")).isNull();
    assertThat((int) replaced.getTarget().invoke("abc")).isEqualTo(3);
    assertThat(observation.suppressedFailures().count()).isEqualTo(2);
  }

  @Test
  void whereACallCannotBeLinkedNothingOfItsStackIsJudgedForGood() throws Throwable {
    new FakeLibrary(LibraryLoader.plain()).decode("so that the dispatcher is there");
    Wire open = opened("fake");

    link(MethodType.methodType(void.class), FakeModule.class.getName(), "dev.hangup.fake.Missing");

    assertThat(judged.isJudged(open)).isFalse();
    assertThat(judged.isJudged(opened("fake"))).isFalse();
    assertThat(judged.isJudged(opened("other"))).isTrue();
  }

  @Test
  void whereARequiredTapIsMissingNothingOfItsStackIsJudged() throws Exception {
    new FakeLibrary(LibraryLoader.plain()).decode("so that the agent is awake");
    Wire open = opened("fake");

    new FakeLibrary(LibraryLoader.renaming("decode", "decodeV9"));

    assertThat(judged.isJudged(open)).isFalse();
    assertThat(judged.isJudged(opened("fake"))).isFalse();
    assertThat(judged.isJudged(opened("other"))).isTrue();
  }

  private static CallSite link(MethodType type, Object... arguments)
      throws ReflectiveOperationException {
    return (CallSite)
        Class.forName("java.lang.HangupDispatcher")
            .getMethod(
                "link", MethodHandles.Lookup.class, String.class, MethodType.class, Object[].class)
            .invoke(null, MethodHandles.lookup(), "call", type, arguments);
  }

  private static WeakReference<ClassLoader> usedAndDropped() throws Exception {
    FakeLibrary library = new FakeLibrary(LibraryLoader.plain());
    library.decode("ab");
    return new WeakReference<>(library.connection().getClass().getClassLoader());
  }

  private static void awaitCollection(WeakReference<ClassLoader> loader) {
    for (int i = 0; i < 100 && loader.get() != null; i++) {
      System.gc();
    }
    assertThat(loader.get()).isNull();
  }

  private void assertNothingSuppressed() {
    assertThat(observation.suppressedFailures().count()).isZero();
  }

  /** Its reads fail, as those of a connection that was reset. */
  private static InputStream broken() throws IOException {
    InputStream stream = InputStream.nullInputStream();
    stream.close();
    return stream;
  }
}
