import type { Pose } from '../contract/devices.ts';

/** Where the sitter's eyes point, in degrees from straight ahead; null is straight ahead. */
export type Look = { leftDeg: number; upDeg: number };

/**
 * How far out of focus a picture is: how wide a point is spread (its standard deviation), as a share of the width of the
 * whole field. 0 is sharp.
 */
export type Defocus = number;

/** The part of the field that a magnified live view shows. `times` 1 is all of it; `at` is its middle, as shares. */
export type Zoom = { times: number; at: { x: number; y: number } };

export const wholeField: Zoom = { times: 1, at: { x: 0.5, y: 0.5 } };

/** Everything that decides how one picture comes out. The picture's metadata tell the same. */
export type Exposure = {
  /** F-number: 8 is f/8. */
  aperture: number;
  shutterS: number;
  iso: number;
  /** Colour temperature that the white balance assumes. */
  kelvin: number;
  /** Whether a flash lit the subject during this exposure. */
  flash: boolean;
  takenAt: Date;
  look: Look | null;
  /** What is photographed, and how the body is held; null is both eyes, landscape. */
  pose: Pose | null;
  defocus: Defocus;
  /** The camera's own count of pictures, from 1. */
  number: number;
  widthPx: number;
  heightPx: number;
  body: { manufacturer: string; model: string; serial: string; lens: string };
};

/** One frame of live view. `lamp` is whether the modelling lamp is on; a zoom never leaves the field. */
export type LiveView = {
  look: Look | null;
  pose: Pose | null;
  widthPx: number;
  heightPx: number;
  /** Counts frames, so that what is alive can move. */
  sequence: number;
  lamp: boolean;
  zoom: Zoom;
  defocus: Defocus;
  /** The exposure whose brightness the frame imitates, without any flash; null is as bright as is good to see. */
  imitates: Pick<Exposure, 'aperture' | 'shutterS' | 'iso'> | null;
};

/** What stands before a virtual camera. Pictures are complete JPEG files of exactly the asked size. */
export type Subject = {
  photograph(exposure: Exposure): Promise<Uint8Array>;
  liveFrame(view: LiveView): Promise<Uint8Array>;
  /** Frees what drawing needs. Nothing may be asked afterwards. */
  close(): Promise<void>;
};
