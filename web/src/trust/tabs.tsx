import { Link, useRouterState } from '@tanstack/react-router';

/** The pages of one area, as a row below the heading. */
export function Tabs({ label, tabs }: { label: string; tabs: { to: string; label: string }[] }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          activeOptions={{ exact: true }}
          aria-current={path === tab.to ? 'page' : undefined}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
