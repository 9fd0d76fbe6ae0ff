import { createListeners } from '../base/listeners.ts';
import type { Pose } from '../contract/devices.ts';
import type { Look } from './subject-port.ts';

/** What light and sitter do before a virtual camera. Whoever changes it, the next picture shows it. */
export type SceneState = {
  /** Where the sitter looks; null is straight ahead. */
  look: Look | null;
  /** What is photographed and how the body is held; null is both eyes, landscape. */
  pose: Pose | null;
  /** Whether only a trigger lights the subject. Without one the body's own flash does, and always goes off. */
  readonly litByTrigger: boolean;
  /** Whether the lights flash when the shutter opens. */
  armed: boolean;
  /** Modelling light, 0 to 100. */
  lampPercent: number;
  /**
   * Called by the body when its shutter opens. Returns whether the subject is lit; if a trigger lights it, the trigger
   * is told that it fired.
   */
  expose(): boolean;
  /** Whether there is enough light to see by in live view. */
  readonly lamp: boolean;
  /** Calls with the time at which a trigger's lights flashed. Returns how to stop. */
  onFired(listener: (at: Date) => void): () => void;
};

export function createSceneState(litByTrigger: boolean): SceneState {
  const fired = createListeners<Date>();
  return {
    look: null,
    pose: null,
    litByTrigger,
    armed: false,
    lampPercent: 0,
    get lamp() {
      return !litByTrigger || this.lampPercent > 0;
    },
    expose() {
      if (!litByTrigger) return true;
      if (this.armed) fired.tell(new Date());
      return this.armed;
    },
    onFired: fired.add,
  };
}

/** The sitter and whoever holds the body do what a step asks for. */
export function strikePose(scene: SceneState, pose: Pose | null): void {
  scene.pose = pose;
  scene.look = pose?.look ?? null;
}
