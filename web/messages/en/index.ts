import activity from './activity.json' with { type: 'json' };
import common from './common.json' with { type: 'json' };
import destinations from './destinations.json' with { type: 'json' };
import editor from './editor.json' with { type: 'json' };
import identity from './identity.json' with { type: 'json' };
import inbox from './inbox.json' with { type: 'json' };
import models from './models.json' with { type: 'json' };
import overview from './overview.json' with { type: 'json' };
import problems from './problems.json' with { type: 'json' };
import profiles from './profiles.json' with { type: 'json' };
import runs from './runs.json' with { type: 'json' };
import segments from './segments.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };
import shell from './shell.json' with { type: 'json' };
import signIn from './signIn.json' with { type: 'json' };
import sources from './sources.json' with { type: 'json' };
import syncs from './syncs.json' with { type: 'json' };
import tour from './tour.json' with { type: 'json' };
import traits from './traits.json' with { type: 'json' };
import warehouse from './warehouse.json' with { type: 'json' };

const messages = {
  activity,
  common,
  destinations,
  editor,
  identity,
  inbox,
  models,
  overview,
  problems,
  profiles,
  runs,
  segments,
  settings,
  shell,
  signIn,
  sources,
  syncs,
  tour,
  traits,
  warehouse,
};
export default messages;
