import type { MappingRow } from './connections.ts';
import type { Order } from './order.ts';
import type { Code } from './protocol.ts';

type Asked = Pick<Order, 'requestedProcedure' | 'requestedProcedureCode' | 'scheduledStep' | 'scheduledStepCodes'>;

/**
 * The protocol that a department's table gives an order: of the first row that fits and whose protocol is there. Codes count whole,
 * with their scheme where the row names one; of the words a part is enough. Case, accents and spaces around count for nothing.
 * Undefined where no row fits.
 */
export function mappedProtocol(
  rows: readonly MappingRow[],
  order: Asked,
  isThere: (protocol: string) => boolean,
): string | undefined {
  const codes = [order.requestedProcedureCode, ...order.scheduledStepCodes].flatMap((code) => (code ? [code] : []));
  const words = [order.requestedProcedure, order.scheduledStep].flatMap((text) => (text ? [plain(text)] : []));
  const fits = ({ field, value }: MappingRow): boolean =>
    field === 'code' ? codes.some((code) => isCode(code, value)) : words.some((text) => text.includes(plain(value)));
  return rows.find((row) => isThere(row.protocol) && fits(row))?.protocol;
}

/** `VALUE` or `VALUE@SCHEME`. */
function isCode({ value, scheme }: Code, asked: string): boolean {
  const wanted = plain(asked);
  return wanted === plain(value) || wanted === `${plain(value)}@${plain(scheme)}`;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}
