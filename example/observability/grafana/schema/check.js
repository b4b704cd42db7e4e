// SPDX-License-Identifier: Apache-2.0
// Checks dashboards against the types of @grafana/schema: the dashboard as a whole, and each panel's options and
// custom field settings against those of its own kind. A property the types do not know is an error as well.
//   npm ci && npm run check
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const types = join(here, 'node_modules/.types');
const dashboards = join(here, '../dashboards');

// JSON has no enums: each becomes the union of its values, in a copy of the types.
function enumsToUnions(file) {
  const text = readFileSync(file, 'utf8').replace(
    /export declare (?:const )?enum (\w+) \{([^}]*)\}/g,
    (whole, name, body) => {
      const values = [...body.replace(/\/\*[^]*?\*\//g, '').matchAll(/(\w+)\s*=\s*("[^"]*"|-?\d+)/g)];
      const members = values.map(([, member, value]) => `type ${member} = ${value};`).join(' ');
      const union = values.map(([, , value]) => value).join(' | ');
      return `export type ${name} = ${union}; export declare namespace ${name} { ${members} }`;
    });
  writeFileSync(file, text);
}

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

rmSync(types, {recursive: true, force: true});
mkdirSync(types, {recursive: true});
cpSync(join(here, 'node_modules/@grafana/schema/dist/types'), types, {recursive: true});
files(types).filter((file) => file.endsWith('.d.ts')).forEach(enumsToUnions);

const kinds = new Set(readdirSync(join(types, 'raw/composable')));
let checked = 0;

for (const name of readdirSync(dashboards)) {
  const dashboard = JSON.parse(readFileSync(join(dashboards, name), 'utf8'));
  const lines = [`import type {Dashboard, Panel} from './index';`];
  const panels = dashboard.panels;
  [...new Set(panels.map((panel) => panel.type))].filter((kind) => kinds.has(kind)).forEach((kind) =>
    lines.push(`import type * as ${kind} from './raw/composable/${kind}/panelcfg/x/types.gen';`));
  // Panels apart from the dashboard, so that a message names one.
  lines.push(`const dashboard: Dashboard = ${JSON.stringify({...dashboard, panels: []})};`);
  panels.forEach((panel, i) => {
    if (panel.type === 'row') {
      lines.push(`const row${i}: NonNullable<Dashboard['panels']>[number] = ${JSON.stringify(panel)};`);
      return;
    }
    if (!kinds.has(panel.type)) {
      throw new Error(`${name}: "${panel.title}" is a ${panel.type}, which Grafana does not know`);
    }
    const {options, ...rest} = panel;
    const {custom, ...defaults} = rest.fieldConfig.defaults;
    lines.push(`/* ${panel.title} */ const panel${i}: Panel = ${JSON.stringify({...rest,
      fieldConfig: {...rest.fieldConfig, defaults}})};`);
    lines.push(`/* ${panel.title} */ const options${i}: Partial<${panel.type}.Options> = ${JSON.stringify(options)};`);
    if (custom && Object.keys(custom).length > 0) {
      lines.push(`/* ${panel.title} */ const custom${i}: Partial<${panel.type}.FieldConfig> = ${JSON.stringify(custom)};`);
    }
    checked++;
  });
  const source = join(types, `${name}.ts`);
  writeFileSync(source, lines.join('\n') + '\n');
  const program = ts.createProgram([source], {
    strict: true, noEmit: true, skipLibCheck: true, moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext, types: [],
    paths: {'@grafana/schema': [join(types, 'index.d.ts')]},
  });
  const problems = ts.getPreEmitDiagnostics(program).filter((problem) => problem.file?.fileName === source);
  for (const problem of problems) {
    const line = ts.getLineAndCharacterOfPosition(problem.file, problem.start).line;
    console.error(`${name}: ${lines[line].slice(0, 60)}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`);
  }
  if (problems.length > 0) {
    process.exitCode = 1;
  }
}
console.log(`${checked} panels checked against @grafana/schema`);
