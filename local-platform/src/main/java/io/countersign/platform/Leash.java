package io.countersign.platform;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * First main class of every child: ends the child when its parent is gone, then runs the program itself.
 *
 * <p>The sign is end-of-file on standard input, a pipe whose other end only the parent holds. The kernel closes it
 * however the parent dies, kill -9 included, on every operating system; a watched process id could have been given to
 * somebody else meanwhile, and a shutdown hook of the parent does not run at all.
 */
final class Leash {

    private static final long END_WITHIN_MILLIS = 15_000;

    private Leash() {}

    /** Takes the name of the program's main class, then the program's own arguments. */
    public static void main(String[] arguments) throws Throwable {
        leaveInterruptsToTheParent();
        daemon("leash", Leash::endWithTheParent);
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes to us; whatever comes is not the end.
            }
        } catch (IOException e) {
            // A broken pipe tells the same as a closed one.
        }
        daemon("leash-halt", Leash::haltInTheEnd);
        System.exit(0);
    }

    private static void haltInTheEnd() {
        try {
            Thread.sleep(END_WITHIN_MILLIS);
        } catch (InterruptedException e) {
            // Then at once.
        }
        Runtime.getRuntime().halt(1);
    }

    /**
     * Ctrl-C reaches every process of the terminal. The parent alone decides then, so that its children end in order:
     * the services before the broker that they still need. By reflection, because {@code sun.misc} need not be there.
     */
    private static void leaveInterruptsToTheParent() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore = Proxy.newProxyInstance(
                    Leash.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, args) -> switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> args != null && proxy == args[0];
                        case "toString" -> "ignored";
                        default -> null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), ignore);
        } catch (ReflectiveOperationException e) {
            // Without it, Ctrl-C still ends everything, only less orderly.
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
