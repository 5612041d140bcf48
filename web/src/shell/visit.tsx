import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { changeVisit, type Holding, openAfresh, useSession } from '../session/session.ts';
import { Menu } from './menu.tsx';

/** A purpose in the reader's language. */
export function usePurpose(): (purpose: string) => string {
  const { t } = useTranslation();
  return (purpose) => t(`words:purpose.${purpose}`, { defaultValue: purpose });
}

function HoldingItem({ holding, current, onChoose }: { holding: Holding; current: boolean; onChoose(): void }) {
  const { t } = useTranslation();
  const purpose = usePurpose();
  return (
    <button type="button" role="menuitemradio" aria-checked={current} tabIndex={-1} onClick={onChoose}>
      <Icon name={current ? 'tick' : 'right'} />
      <span>
        <b>{t(`roles:${holding.role}.name`)}</b>
        <span>{[holding.organisation, purpose(holding.purpose)].filter(Boolean).join(' · ')}</span>
      </span>
    </button>
  );
}

/**
 * Organisation and purpose of this visit: what the access log writes with every look-up. Somebody with several roles changes
 * here; the page is loaded afresh, so nothing read in one role stays in another.
 */
export function Visit() {
  const { t } = useTranslation();
  const session = useSession();
  const purpose = usePurpose();
  const change = useMutation({ mutationFn: changeVisit, onSuccess: () => openAfresh() });
  if (!session) return <div className="visit" />;
  if (session.kind !== 'person') {
    const operator = session.kind === 'operator';
    return (
      <div className="visit">
        <b>{operator ? (session.organisation ?? t('frame:noOrganisation')) : t('frame:publicVisit')}</b>
        <span>{t('frame:purpose', { purpose: purpose(session.purpose) })}</span>
      </div>
    );
  }
  const { visit, holdings = [] } = session;
  const name = visit?.organisation ?? (visit ? t(`roles:${visit.role}.name`) : t('frame:noVisit'));
  const line = visit ? t('frame:purpose', { purpose: purpose(visit.purpose) }) : t('frame:noVisitWhy');
  if (holdings.length < 2) {
    return (
      <div className="visit">
        <b>{name}</b>
        <span>{line}</span>
      </div>
    );
  }
  return (
    <Menu
      className="visit"
      label={`${name}. ${line}. ${t('frame:changeVisit')}`}
      button={
        <>
          <b>{name}</b>
          <span>{line}</span>
        </>
      }
    >
      {(close) => (
        <>
          <p className="menu-head" role="presentation">
            {t('frame:visitHead')}
          </p>
          {holdings.map((holding) => (
            <HoldingItem
              key={holding.id}
              holding={holding}
              current={holding.id === visit?.holdingId}
              onChoose={() => (holding.id === visit?.holdingId ? close() : change.mutate(holding.id))}
            />
          ))}
          {change.error && (
            <p className="menu-head fail" role="alert">
              {change.error.message}
            </p>
          )}
        </>
      )}
    </Menu>
  );
}

/** Two letters for a name, for the round mark. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}

/** Who am I: name, role, own page, and the way out. Without a session, the way in. */
export function AccountMenu({ onSignOut, onSignOutEverywhere }: { onSignOut(): void; onSignOutEverywhere(): void }) {
  const { t } = useTranslation();
  const session = useSession();
  if (!session) return <span className="avatar" />;
  if (session.kind === 'public') {
    return (
      <Link className="btn small sign-in-link" to="/sign-in">
        {t('frame:signIn')}
      </Link>
    );
  }
  const operator = session.kind === 'operator';
  const name = operator ? t('frame:noOrganisation') : (session.account?.name ?? '');
  const role = session.visit ? t(`roles:${session.visit.role}.name`) : '';
  return (
    <Menu className="avatar" label={[t('frame:me'), name, role].filter(Boolean).join(', ')} button={initials(name)}>
      {(close) => (
        <>
          <p className="menu-head" role="presentation">
            <b>{name}</b>
            {role && <span>{role}</span>}
            {session.account?.demo && <span className="tag">{t('words:synthetic')}</span>}
          </p>
          {!operator && (
            <Link role="menuitem" tabIndex={-1} to="/profile" onClick={close}>
              <Icon name="person" />
              {t('frame:profile')}
            </Link>
          )}
          {operator && (
            <Link role="menuitem" tabIndex={-1} to="/sign-in" onClick={close}>
              <Icon name="key" />
              {t('frame:signInAs')}
            </Link>
          )}
          <button type="button" role="menuitem" tabIndex={-1} onClick={onSignOut}>
            <Icon name="out" />
            {t('frame:signOut')}
          </button>
          {!operator && (
            <button type="button" role="menuitem" tabIndex={-1} onClick={onSignOutEverywhere}>
              <Icon name="out" />
              {t('frame:signOutEverywhere')}
            </button>
          )}
        </>
      )}
    </Menu>
  );
}
