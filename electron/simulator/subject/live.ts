import sharp from 'sharp';
import type { LiveView, Look, Zoom } from '../subject-port.ts';
import { straightAhead } from './anatomy.ts';
import { blurred } from './blur.ts';
import { randomFrom } from './random.ts';
import { drawScene, eyesTurnAlone, type Scene } from './scene.ts';
import { develop, type Grain } from './sensor.ts';
import { clamp } from './shape.ts';
import type { Sitter } from './sitter.ts';
import { roomGain } from './stills.ts';

/** How long the eyes take from one target to the next. */
const turnMs = 300;

/** A step towards the target that is too small to be worth drawing. */
const stillDeg = 0.05;

/** How wide the face is drawn to be looked at closely: enough for lashes and iris to show whether they are sharp. */
const closeWidthPx = 2560;

/** How bright live view is while only the room lights it. */
const dimmed = 0.42;
/** How much brighter the modelling lamp makes what an exposure without flash would show. */
const lampOverRoom = 4;

/** A scene of more than eyes takes too long for a host that waits: it is first drawn so wide, and seen soft. */
const quickWidthPx = 300;

/** What live view shows as long as nothing changes; a finer drawing takes the place of the first when it is there. */
type Stage = { key: string; scene: Scene; close: { drawn: Scene | undefined } | undefined };

/** Live view of one sitter. Frames are drawn one after the other. */
export type LiveCamera = { frame(view: LiveView): Promise<Uint8Array> };

/** `now` is a clock in milliseconds that never goes back. */
export function liveCamera(sitter: Sitter, grain: Grain, seed: number, now: () => number): LiveCamera {
  let stage: Stage | undefined;
  let turn = { from: straightAhead, to: straightAhead, since: Number.NEGATIVE_INFINITY };

  function eyesNow(target: Look): Look {
    const at = now();
    const current = along(turn, at);
    if (turn.to.leftDeg !== target.leftDeg || turn.to.upDeg !== target.upDeg) {
      turn = { from: current, to: { ...target }, since: at };
    }
    return Math.hypot(current.leftDeg - target.leftDeg, current.upDeg - target.upDeg) < stillDeg ? target : current;
  }

  async function sceneFor(view: LiveView, look: Look): Promise<Scene> {
    const { widthPx, heightPx, zoom, pose } = view;
    const alone = eyesTurnAlone(pose);
    const key = JSON.stringify([widthPx, heightPx, pose && { ...pose, look: null }, alone || look]);
    const ask = (share: number): Promise<Scene> => {
      const size = { widthPx: Math.round(widthPx * share), heightPx: Math.round(heightPx * share) };
      return drawScene(sitter, { lighting: 'room', pose, look, ...size });
    };
    if (stage?.key !== key) {
      const begun: Stage = { key, scene: await ask(alone ? 1 : Math.min(1, quickWidthPx / widthPx)), close: undefined };
      stage = begun;
      if (!alone) void ask(1).then((scene) => Object.assign(begun, { scene }));
    }
    if (zoom.times <= 1) return stage.scene;
    stage.close ??= drawClose(ask(Math.max(1, closeWidthPx / widthPx)));
    return stage.close.drawn ?? stage.scene;
  }

  /** More in it, to look closer. Until it is there, the whole one is magnified. */
  function drawClose(drawing: Promise<Scene>): { drawn: Scene | undefined } {
    const begun: { drawn: Scene | undefined } = { drawn: undefined };
    void drawing.then((scene) => {
      begun.drawn = scene;
    });
    return begun;
  }

  return {
    async frame(view) {
      const { widthPx, heightPx, sequence, zoom } = view;
      const target = view.look ?? straightAhead;
      const look = eyesTurnAlone(view.pose) ? eyesNow(target) : target;
      const scene = await sceneFor(view, look);
      await scene.look(look);
      const random = randomFrom(seed ^ Math.imul(sequence + 1, 0x9e3779b1));
      const light = view.imitates ? roomGain(view.imitates) * (view.lamp ? lampOverRoom : 1) : view.lamp ? 1 : dimmed;
      const brightness = light * (1 + 0.012 * Math.sin(sequence * 0.31) + 0.008 * (random() - 0.5));
      const { plane, fieldWidthMm } = scene;
      const centre = centreOf(zoom, fieldWidthMm, heightPx / widthPx);
      const seen = await develop(
        plane,
        {
          gain: [brightness * (view.lamp ? 1.04 : 1), brightness, brightness * (view.lamp ? 0.93 : 1)],
          iso: view.lamp ? 800 : 1600,
          centreXMm: centre.xMm + 0.12 * Math.sin(sequence * 0.043) + 0.03 * Math.sin(sequence * 0.37),
          centreYMm: centre.yMm + 0.2 * Math.sin(sequence * 0.052) + 0.03 * Math.sin(sequence * 0.29),
          widthPx,
          heightPx,
          fieldWidthMm: fieldWidthMm / zoom.times,
        },
        grain,
        random,
      );
      const data = await blurred({ data: seen, widthPx, heightPx }, view.defocus, widthPx * zoom.times);
      return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } })
        .jpeg({ quality: 82, chromaSubsampling: '4:2:0', optimiseCoding: false })
        .toBuffer();
    },
  };
}

/** Where a magnified view's middle is in the scene: as asked, but never so that it shows what is beside the field. */
function centreOf({ times, at }: Zoom, fieldWidthMm: number, aspect: number): { xMm: number; yMm: number } {
  const room = (1 - 1 / times) / 2;
  const within = (share: number): number => clamp(share - 0.5, -room, room);
  return { xMm: within(at.x) * fieldWidthMm, yMm: -within(at.y) * fieldWidthMm * aspect };
}

/** Between two looks: quickly off, gently arriving. */
function along(turn: { from: Look; to: Look; since: number }, at: number): Look {
  const t = Math.min(1, Math.max(0, (at - turn.since) / turnMs));
  const share = 1 - (1 - t) ** 3;
  return {
    leftDeg: turn.from.leftDeg + (turn.to.leftDeg - turn.from.leftDeg) * share,
    upDeg: turn.from.upDeg + (turn.to.upDeg - turn.from.upDeg) * share,
  };
}
