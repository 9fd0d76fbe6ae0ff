import type { LiveViewing } from '../contract/devices.ts';
import { CodedError } from '../contract/errors.ts';
import type { CameraPort } from './ports.ts';

const wholeField = { zoom: 1, at: { x: 0.5, y: 0.5 } } as const;

/** How live view stands on the camera in use: what is magnified, and whether it imitates the exposure. */
export class LiveTools {
  readonly #deps: { unexpected(error: unknown, during: string): string; onChange(): void };
  #camera: CameraPort | null = null;
  #viewing: LiveViewing = { ...wholeField, simulateExposure: true };

  constructor(deps: { unexpected(error: unknown, during: string): string; onChange(): void }) {
    this.#deps = deps;
  }

  get viewing(): LiveViewing {
    return this.#viewing;
  }

  /** Throws `camera-tool-missing` for a magnification that the body does not offer. */
  async zoom(camera: CameraPort, zoom: number, at: LiveViewing['at']): Promise<void> {
    if (zoom !== 1 && !camera.identity?.tools.zoom.includes(zoom)) {
      throw new CodedError('camera-tool-missing', { tool: 'zoom' });
    }
    this.#stands(camera, await camera.view({ ...this.#viewing, zoom, at }));
  }

  /** The whole field again, on the camera and for the light of the next picture. What goes wrong is the camera's to say. */
  async reset(camera: CameraPort, simulateExposure: boolean): Promise<void> {
    const same = camera === this.#camera && this.#viewing.simulateExposure === simulateExposure;
    if (same && this.#viewing.zoom === 1) return;
    this.#stands(camera, { ...wholeField, simulateExposure });
    try {
      await camera.view(this.#viewing);
    } catch (error) {
      if (!(error instanceof CodedError)) this.#deps.unexpected(error, 'view');
    }
  }

  #stands(camera: CameraPort, viewing: LiveViewing): void {
    this.#camera = camera;
    this.#viewing = viewing;
    this.#deps.onChange();
  }
}
