import type { Page } from 'playwright-core';

/** Answers every question of the form for a research project, section by section, in English. */
export async function answerForm(page: Page): Promise<void> {
  const section = async (name: string) => {
    await page.getByRole('navigation', { name: 'Sections of the application' }).getByRole('button', { name }).click();
    await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
  };
  const fill = (label: string | RegExp, text: string) => page.getByLabel(label).first().fill(text);
  const choose = (label: string | RegExp, option: string) =>
    page.getByLabel(label).first().selectOption({ label: option });
  const tick = (label: string) => page.getByLabel(label, { exact: true }).check();
  const say = (question: string, answer: 'Yes' | 'No') =>
    page.getByRole('group', { name: question }).getByLabel(answer, { exact: true }).check();

  await section('The project');
  await fill('Short description for the public', 'We look for proteins in serum.');
  await fill('Background and method', 'A case-control study.');
  await tick('Research in disease and health');
  await fill('Duration in months', '12');
  await section('People');
  await choose('The applicant is', 'Public research institution');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await fill('Name', 'Freja Damm Sølvsten');
  await fill('Organisation', 'Projekt Hjertegener');
  await fill('Countries they work in', 'DK');
  await fill('Responsible institution', 'Projekt Hjertegener');
  await section('Data and specimens');
  await tick('Specimens');
  await choose('Genetic mapping', 'None');
  await say('Are population origins studied?', 'No');
  await say('Are data used only to develop methods?', 'No');
  await fill('Why these data, and not fewer', 'Fewer would not show the effect.');
  await section('Research ethics');
  await choose('Regional committee', 'Det Nationale Genomkontor (demo)');
  await choose('Basis towards those whose data they are', 'Exemption from consent');
  await section('Data protection');
  await fill('Controller', 'Projekt Hjertegener');
  await choose('Secure processing environment', 'The national research environment');
  await say('Are data transferred outside the EU?', 'No');
  await section('Results');
  await say('Are the results published?', 'Yes');
  await say('Are data returned to the collections?', 'Yes');
  await say('Is it done together with the collections’ researchers?', 'No');
  await section('Funding');
  await say('Is the purpose commercial?', 'No');
  await page.getByRole('textbox', { name: 'Funding' }).fill('A foundation');
  await section('What is applied for');
  await page.getByLabel(/^Diagnostic specimens \(demo\)/).check();
  await page.getByRole('button', { name: 'Add specimens' }).click();
  await fill('Number of tubes', '12');
  await page.getByText('Saved', { exact: true }).waitFor();
}
