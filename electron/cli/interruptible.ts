/**
 * Runs `work`; Ctrl-C calls `stop`, which makes it fail soon. Whatever it fails with then is the signal's own reason:
 * devices that were told to go have not vanished. Throws at once where Ctrl-C came before.
 */
export async function interruptible<T>(signal: AbortSignal, stop: () => void, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
