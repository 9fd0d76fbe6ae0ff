import type { Snapshot } from '../../../electron/contract/studio.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';
import { Footer, Header, Navigation } from '../../ui/Header.tsx';
import { Notices } from '../../ui/Notices.tsx';
import { PatientBanner } from '../../ui/PatientBanner.tsx';
import { Finder } from './Finder.tsx';
import { PlaceCard } from './PlaceCard.tsx';
import { roomPlaces } from './room-view.ts';

const choices = [
  { pictures: 'keep', label: 'room.card-keep', says: 'room.card-keep-says' },
  { pictures: 'delete', label: 'room.card-delete', says: 'room.card-delete-says' },
] as const;

/** The room's cameras: which one has which role, how each stands, and what becomes of the pictures on their cards. */
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
        <section className="room-places" aria-label={translate(language, 'room.cameras')}>
          {places.map((place) => (
            <PlaceCard key={place.role} place={place} language={language} />
          ))}
        </section>
        <Finder room={room} roles={places.map(({ role }) => role)} language={language} />
        <fieldset className="room-cards">
          <legend>{translate(language, 'room.card')}</legend>
          {choices.map(({ pictures, label, says }) => (
            <label key={pictures}>
              <input
                type="radio"
                name="card-pictures"
                checked={room.settings.cardPictures === pictures}
                onChange={() => void ask('room.set', { cardPictures: pictures })}
              />
              <span>
                {translate(language, label)}
                <small>{translate(language, says)}</small>
              </span>
            </label>
          ))}
        </fieldset>
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
