import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { bodiesQuery } from './access-api.ts';
import { isEmpty, isShown } from './form-logic.ts';
import type { Application, Field, ProjectPerson } from './model.ts';

/** An answer in words. */
function useAnswerText(): (field: Field, value: unknown) => string {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const { data: bodies } = useQuery(bodiesQuery);
  return (field, value) => {
    if (isEmpty(value)) return '–';
    const option = (one: unknown) => {
      const known = field.options?.find((given) => given.value === one);
      return known ? text(known.label) : String(one);
    };
    switch (field.kind) {
      case 'yes-no':
        return t(value === true ? 'words:yes' : 'words:no');
      case 'date':
        return format.date(String(value));
      case 'number':
        return format.int(Number(value));
      case 'people':
        return (value as ProjectPerson[])
          .map(({ name, organisation, task }) => [name, organisation, task].filter(Boolean).join(', '))
          .join('\n');
      case 'body':
        return bodies?.items.find(({ id }) => id === value)?.name ?? String(value);
      default:
        return Array.isArray(value) ? value.map(option).join(', ') : option(value);
    }
  };
}

/** What was answered, section by section, as it was handed in. */
export function AnswersPanel({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const say = useAnswerText();
  const { form, answers, request, resources } = application;
  return (
    <Panel title={t('access:answers')} note={t('access:formVersion', { version: form.version })} padded>
      <div className="stack">
        <section>
          <h3>{t('access:request')}</h3>
          <dl className="dl even">
            {resources.map((one) => {
              const lines = request.specimens.filter(({ resource }) => resource === one.id);
              return [
                <dt key={`${one.id}-t`}>{t(`access:resourceKind.${one.kind}`)}</dt>,
                <dd key={`${one.id}-d`}>
                  <span>
                    {text(one.name)} <span className="muted small">{one.body}</span>
                    {lines.map((line) => (
                      <span key={line.material} className="under">
                        {t('access:tubesOf', {
                          count: line.count,
                          number: format.int(line.count),
                          material: line.material,
                        })}
                      </span>
                    ))}
                  </span>
                </dd>,
              ];
            })}
          </dl>
        </section>
        {form.definition.sections.map((section) => (
          <section key={section.key}>
            <h3>{text(section.title)}</h3>
            <dl className="dl even">
              {section.fields
                .filter((field) => isShown(field, answers))
                .map((field) => [
                  <dt key={`${field.key}-t`} className="wrap-term">
                    {text(field.label)}
                  </dt>,
                  <dd key={`${field.key}-d`}>
                    <span className="pre">{say(field, answers[field.key])}</span>
                  </dd>,
                ])}
            </dl>
          </section>
        ))}
      </div>
    </Panel>
  );
}
