import type { ConnectionsView } from '../../electron/contract/connections.ts';
import type { DeliveryView } from '../../electron/contract/delivery-view.ts';
import type { WorklistItem } from '../../electron/contract/order.ts';

type Store = ConnectionsView['stores'][number];

const families = ['Dupré', 'Nguyen', 'Martin', 'Petit', 'Özdemir', 'Lefèvre', 'Moreau', 'Garcia', 'Roux', 'Faure'];
const givens = ['Zoé', 'Ana Maria', 'Léo', 'Jo', 'Elif', 'Inès', 'Hugo', 'Lina', 'Noé', 'Adèle'];

/** An item of the day's list, whole: what a test is about replaces the rest. */
export function anItem(
  id: string,
  {
    patient,
    order,
    ...rest
  }: Partial<Pick<WorklistItem, 'scheduledAt' | 'protocol'>> & {
    patient?: Partial<WorklistItem['patient']>;
    order?: Partial<WorklistItem['order']>;
  } = {},
): WorklistItem {
  return {
    id,
    patient: { patientId: `80045${id}`, name: 'DUPRÉ^Zoé', birthDate: '2016-05-04', sex: 'F', ...patient },
    order: {
      kind: 'order',
      accessionNumber: `R26-${id}`,
      requestedProcedure: 'Photographies du regard',
      scheduledStepCodes: [],
      priority: 'routine',
      ...order,
    },
    modality: 'XC',
    scheduledAt: '2026-11-22T09:00:00',
    protocol: 'gaze-9',
    ...rest,
  };
}

/** So many patients of one day, two minutes apart from eight o'clock on, each complete. */
export function aDay(of: number): WorklistItem[] {
  return Array.from({ length: of }, (_, index) => {
    const minutes = 8 * 60 + index * 2;
    const two = (value: number): string => String(value).padStart(2, '0');
    const family = families[index % families.length] ?? '';
    const given = givens[Math.floor(index / families.length) % givens.length] ?? '';
    const ortho = index % 3 === 1;
    return anItem(String(1000 + index), {
      patient: {
        name: `${family.toUpperCase()}^${given}`,
        birthDate: `${2008 + (index % 12)}-0${1 + (index % 9)}-1${index % 10}`,
        sex: index % 2 === 0 ? 'F' : 'M',
      },
      order: ortho ? { requestedProcedure: 'Bilan orthodontique' } : {},
      scheduledAt: `2026-11-22T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`,
      protocol: ortho ? 'ortho-15' : 'gaze-9',
    });
  });
}

/** The hospital's archive, by DICOM; what a test is about replaces the rest. */
export function aStore(rest: Partial<Store> = {}): Store {
  return {
    id: 'archive',
    name: 'Archive de l’hôpital',
    address: 'dicom:ARCHIVE@pacs.example:11112',
    purpose: 'archive',
    proof: 'commitment',
    testStore: false,
    callingAet: 'INCIDENCE',
    parallel: 3,
    kilobytesPerSecond: null,
    ...rest,
  };
}

export const teaching = aStore({
  id: 'teaching',
  name: 'Enseignement',
  address: 'dicomweb:https://teaching.example/dicom-web',
  purpose: 'copy',
  proof: 'read-back',
});

/** An upload of nine photographs of which so many are confirmed, and so many more received. */
export function aDelivery({
  confirmed = 0,
  stored = 0,
  ...rest
}: Partial<DeliveryView> & { stored?: number } = {}): DeliveryView {
  const store = rest.store ?? 'dicom:ARCHIVE@pacs.example:11112';
  const how = store.startsWith('dicom:') ? 'commitment' : 'read-back';
  const peer = store.replace(/^[a-z]+:/, '');
  const at = '2026-11-22T08:04:00.000Z';
  return {
    ...{ id: '7d1f3c52-8f0e-4b5e-9c7e-0d4c1a2b3c4d', session: 'earlier', series: '2.25.2', store },
    ...{ state: confirmed === 9 ? 'confirmed' : 'sending', attempts: 1, confirmed, of: 9, updatedAt: at },
    pictures: Array.from({ length: 9 }, (_, index) =>
      index < confirmed
        ? { shot: `s${index}`, state: 'confirmed', confirmation: { at, how, peer } }
        : { shot: `s${index}`, state: index < confirmed + stored ? 'stored' : 'waiting' },
    ),
    ...rest,
  };
}
