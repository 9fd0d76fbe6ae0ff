import './no-eval.ts';
import './fonts.css';
import './theme.css';
import './page.css';
import '../ui/ui.css';
import '../ui/at-work.css';
import '../ui/delivery.css';
import '../screens/access/access.css';
import '../screens/access/first-start.css';
import '../screens/today/today.css';
import '../screens/capture/capture.css';
import '../screens/capture/rail.css';
import '../screens/capture/side.css';
import '../screens/capture/narrow.css';
import '../screens/series/series.css';
import '../screens/series/sending.css';
import '../screens/series/narrow.css';
import '../screens/deliveries/deliveries.css';
import '../screens/room/room.css';
import '../screens/vault/vault.css';
import '../screens/operators/operators.css';
import '../screens/connections/connections.css';
import '../screens/audit/audit.css';
import '../liveview/liveview.css';
import '../liveview/ghost/ghost.css';
import '../liveview/guide.css';
import './print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openCatalogue } from '../catalogue/catalogue.ts';
import { projector } from '../catalogue/projection.ts';
import { connect } from '../client/connection.ts';
import { App } from './App.tsx';
import { linked, lost, receive } from './store.ts';

const inOrdinaryBrowser = location.protocol === 'http:' || location.protocol === 'https:';
const catalogueOpened = openCatalogue(inOrdinaryBrowser);
const projected = catalogueOpened.then(projector);

connect({
  onLink: linked,
  onLost: lost,
  onSnapshot: (snapshot) => {
    receive(snapshot);
    void projected.then((project) => project(snapshot));
  },
});

const element = document.getElementById('page');
if (element) {
  const root = createRoot(element);
  void catalogueOpened.then((catalogue) => {
    root.render(
      <StrictMode>
        <App catalogue={catalogue} />
      </StrictMode>,
    );
  });
}
