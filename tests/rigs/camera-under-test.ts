import { systemClock } from '../../electron/base/clock.ts';
import { parseCameraAddress } from '../../electron/contract/addresses.ts';
import type { OfferedShot } from '../../electron/contract/devices.ts';
import type { SettingName } from '../../electron/contract/settings.ts';
import { CameraDriver } from '../../electron/devices/camera/camera-driver.ts';
import { loadGphoto } from '../../electron/devices/camera/load-gphoto.ts';
import { portsOf } from '../../electron/devices/camera/ports.ts';
import { enterPrivateHome } from '../../electron/devices/camera/private-home.ts';
import { knownQuirks } from '../../electron/devices/camera/quirks.ts';
import { type Make, startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { Addon } from '../../native/addon.ts';
import { stubSubject } from './stub-subject.ts';

export type CameraUnderTest = {
  readonly port: string;
  readonly driver: CameraDriver;
  /** What was told of bodies that had gone. */
  readonly gone: string[];
  /** What was told otherwise, in order. */
  readonly offered: OfferedShot[];
  readonly progress: { bytes: number; of: number }[];
  readonly turned: SettingName[][];
  /** Names of the files that have come over, in order. */
  readonly fetched: string[];
  /** Null where the body is not ours: `INCIDENCE_CAMERA` named another. */
  readonly virtual: VirtualCamera | null;
  close(): Promise<void>;
};

/** The driver over the real addon, in this process: before a virtual body, a Nikon unless told otherwise, or the one at `INCIDENCE_CAMERA`. */
export async function cameraUnderTest(
  options: { own?: boolean; model?: Make; widthPx?: number; cardBytes?: number } = {},
): Promise<CameraUnderTest> {
  const given = options.own ? undefined : process.env.INCIDENCE_CAMERA;
  const subject = stubSubject();
  const virtual = given
    ? null
    : await startVirtualCamera({
        model: options.model ?? 'nikon',
        subject,
        widthPx: options.widthPx ?? 1024,
        litByTrigger: false,
        seed: 5,
        cardBytes: options.cardBytes,
      });
  const port = virtual?.port ?? (await foreignPort(given ?? ''));
  const leaveHome = enterPrivateHome();
  const gone: string[] = [];
  const offered: OfferedShot[] = [];
  const progress: { bytes: number; of: number }[] = [];
  const turned: SettingName[][] = [];
  const fetched: string[] = [];
  const driver = new CameraDriver({
    addon: () => noting(loadGphoto(), fetched),
    clock: systemClock,
    quirks: knownQuirks(),
    onGone: (detail) => gone.push(detail),
    onOffered: (one) => offered.push(one),
    onProgress: (one) => progress.push(one),
    onTurned: (settings) => turned.push(settings),
  });
  return {
    port,
    driver,
    gone,
    offered,
    progress,
    turned,
    fetched,
    virtual,
    async close() {
      await driver.close();
      await virtual?.close();
      await subject.close();
      leaveHome();
    },
  };
}

function noting(addon: Addon, fetched: string[]): Addon {
  return {
    ...addon,
    async open(port, options) {
      const native = await addon.open(port, options);
      const download = native.download.bind(native);
      const noted: typeof download = async (folder, name, kind) => {
        const data = await download(folder, name, kind);
        fetched.push(name);
        return data;
      };
      return Object.defineProperty(native, 'download', { value: noted });
    },
  };
}

async function foreignPort(text: string): Promise<string> {
  const address = parseCameraAddress(text);
  if (address.kind === 'sim') throw new Error('INCIDENCE_CAMERA names a body that already runs: ptpip:… or usb:…');
  return (await portsOf(address, undefined, async () => []))[0] ?? '';
}
