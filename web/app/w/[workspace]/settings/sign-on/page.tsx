import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { type SignOnState, signOnState } from '../../../../../data/people.ts';
import { CopyText } from '../../../../../ui/copy-text.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Part } from '../../../../../ui/part.tsx';
import css from '../../../../../ui/settings/settings.module.css';
import { PendingRows } from '../../../../../ui/skeletons.tsx';
import { Facts } from '../../../../../ui/values.tsx';

const example = `WEFT_OIDC_ISSUER=https://login.example.com
WEFT_OIDC_CLIENT_ID=weft
WEFT_OIDC_CLIENT_SECRET=…
WEFT_OIDC_DOMAINS=example.com
WEFT_OIDC_ROLE=viewer`;

async function State({ state }: { state: SignOnState }) {
  const words = await getTranslations('settings');
  const shell = await getTranslations('shell');
  const callback = (
    <span className={css.secret}>
      <code>{state.callback}</code>
      <CopyText text={state.callback} label={words('callback')} />
    </span>
  );
  if (state.issuer === null || state.clientId === null) {
    return (
      <>
        <Empty detail={words('signOnHow')} action={<pre className={css.example}>{example}</pre>}>
          {words('signOnOff')}
        </Empty>
        <Facts facts={[{ term: words('callback'), value: callback }]} />
      </>
    );
  }
  return (
    <Facts
      facts={[
        { term: words('issuer'), value: state.issuer },
        { term: words('client'), value: state.clientId },
        { term: words('secretSet'), value: words(state.secret ? 'set' : 'notSet') },
        { term: words('buttonName'), value: state.name },
        { term: words('domains'), value: state.domains === '' ? words('nobody') : state.domains },
        { term: words('roleGiven'), value: shell(`roles.${state.role}`) },
        { term: words('callback'), value: callback },
      ]}
    />
  );
}

export default async function SignOnPage() {
  const words = await getTranslations('settings');
  const origin = `http://${(await headers()).get('host') ?? ''}`;
  return (
    <Part load={() => signOnState(origin)} pending={<PendingRows rows={4} />}>
      {(state) => (
        <>
          <p className={css.quiet}>{words('signOnLead')}</p>
          <State state={state} />
        </>
      )}
    </Part>
  );
}
