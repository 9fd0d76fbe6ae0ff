import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';
import { Footer, Header, Navigation } from '../../ui/Header.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { PatientBanner } from '../../ui/PatientBanner.tsx';
import { BodyDrawing } from './BodyDrawing.tsx';
import { Finder } from './Finder.tsx';
import { FixationSection } from './FixationSection.tsx';
import { PedalSection } from './PedalSection.tsx';
import { PlaceCard } from './PlaceCard.tsx';
import { RoomChoice } from './RoomChoice.tsx';
import { roomPlaces } from './room-view.ts';

const cards = [
  { value: 'when-confirmed', label: 'room.card-when-confirmed', says: 'room.card-when-confirmed-says' },
  { value: 'keep', label: 'room.card-keep', says: 'room.card-keep-says' },
  { value: 'delete', label: 'room.card-delete', says: 'room.card-delete-says' },
] as const;

const grips = [
  { value: 'up', label: 'room.grip-up', says: 'room.grip-up-says', drawing: <BodyDrawing grip="up" /> },
  { value: 'down', label: 'room.grip-down', says: 'room.grip-down-says', drawing: <BodyDrawing grip="down" /> },
] as const;

/** What is set up once in a room: its cameras and how they are held, the screen in front of the patient, pedal and buttons. */
export function RoomScreen({ snapshot }: { snapshot: Snapshot }) {
  const { refused, link } = usePage();
  const { language } = usePreferences();
  const { room, session } = snapshot;
  const places = roomPlaces(room);
  // Each camera says on its own card how it stands.
  const general = notices(snapshot, refused, link !== null, language).filter(({ id }) =>
    ['link', 'light', 'problem'].includes(id),
  );
  return (
    <div className="screen room">
      <Header>{session ? <PatientBanner patient={session.patient} language={language} /> : <Navigation />}</Header>
      <main className="sheet room-body" id="content" tabIndex={-1}>
        <h1>{translate(language, 'room.title')}</h1>
        <Notices list={general} language={language} />
        <div className="room-column">
          <section className="room-places" aria-label={translate(language, 'room.cameras')}>
            {places.map((place) => (
              <PlaceCard key={place.role} place={place} language={language} />
            ))}
          </section>
          <Finder room={room} roles={places.map(({ role }) => role)} language={language} />
          <RoomChoice
            name="portrait-grip"
            legend={translate(language, 'room.grip')}
            options={grips}
            chosen={room.settings.portraitGrip}
            language={language}
            onChoose={(portraitGrip) => void ask('room.set', { portraitGrip })}
          />
          <RoomChoice
            name="card-pictures"
            legend={translate(language, 'room.card')}
            options={cards}
            chosen={room.settings.cardPictures}
            language={language}
            onChoose={(cardPictures) => void ask('room.set', { cardPictures })}
          />
        </div>
        <div className="room-column">
          <FixationSection snapshot={snapshot} language={language} />
          <PedalSection keys={room.settings.pedal} language={language} />
        </div>
      </main>
      <Footer
        keys={
          <span>
            <Cap action="pause" language={language} /> {translate(language, 'key.short.back')}
          </span>
        }
      />
    </div>
  );
}
