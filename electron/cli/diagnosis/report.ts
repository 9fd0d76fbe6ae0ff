import type { ConfigKey } from '../../contract/devices.ts';

/** One thing that was tried. `skipped` says in `detail` why it could not be. */
export type Step = {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  ms: number;
  detail: string;
  /** The code of a failure and what the library said. */
  error?: { code: string; words: string };
};

/**
 * What a user can send: no picture, no patient, no address, no serial number. `body` is a hash of make, model and serial
 * number: it tells two bodies apart and says nothing else.
 */
export type Report = {
  studio: string;
  system: string;
  node: string;
  library: string;
  begunAt: string;
  connection: 'usb' | 'ptpip' | 'sim';
  camera?: { manufacturer: string; model: string; body: string; lens: string };
  steps: Step[];
  keys: ConfigKey[];
};

/** Most choices of one key that a person wants to read; the JSON holds all. */
const shownChoices = 40;

export function asMarkdown(report: Report): string {
  const { camera, steps, keys } = report;
  const lines = [
    '# Camera diagnosis',
    '',
    `- Incidence ${report.studio}, libgphoto2 ${report.library}, Node ${report.node}, ${report.system}`,
    `- ${report.begunAt}, by ${report.connection}`,
    camera ? `- ${camera.manufacturer} ${camera.model}, ${camera.lens}, body ${camera.body}` : '- no camera was opened',
    '',
    '| step | outcome | ms | |',
    '| --- | --- | ---: | --- |',
    ...steps.map(({ name, outcome, ms, detail, error }) => {
      const words = [detail, error ? `${error.code}: ${error.words}` : ''].filter((text) => text !== '').join(' · ');
      return `| ${name} | ${outcome === 'failed' ? '**failed**' : outcome} | ${Math.round(ms)} | ${cell(words)} |`;
    }),
    '',
    '## Settings of the body',
    '',
    '| key | label | kind | value | choices |',
    '| --- | --- | --- | --- | --- |',
    ...keys.map(({ key, label, kind, readOnly, value, choices = [] }) => {
      const shown = choices.slice(0, shownChoices).join(', ') + (choices.length > shownChoices ? ', …' : '');
      return `| ${key} | ${cell(label)} | ${kind}${readOnly ? ', read-only' : ''} | ${cell(String(value ?? ''))} | ${cell(shown)} |`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
