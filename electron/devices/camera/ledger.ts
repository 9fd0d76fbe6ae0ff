/**
 * Which files of which camera were settled. Kept by whoever owns the link, because the camera's process may be killed and
 * the studio may crash: a picture that was announced and never saved is found by what is missing here.
 */
export type CameraLedger = {
  /** Null for a camera that was never met. `camera` is its make, model and serial number. */
  known(camera: string): Promise<readonly string[] | null>;
  /** Resolves when it is kept for good. */
  add(camera: string, sources: readonly string[]): Promise<void>;
  /** Forgets all that is not in `sources`; the camera was met, also where there are none. */
  keepOnly(camera: string, sources: readonly string[]): Promise<void>;
};

/** For as long as the program runs: enough where nothing is kept in a vault. */
export function ledgerInMemory(): CameraLedger {
  const cameras = new Map<string, Set<string>>();
  return {
    async known(camera) {
      const sources = cameras.get(camera);
      return sources ? [...sources] : null;
    },
    async add(camera, sources) {
      cameras.set(camera, new Set([...(cameras.get(camera) ?? []), ...sources]));
    },
    async keepOnly(camera, sources) {
      cameras.set(camera, new Set(sources));
    },
  };
}
