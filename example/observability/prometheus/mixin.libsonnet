// The same rules, alerts and dashboard for those who install mixins; needs the Go implementation of
// jsonnet, 0.18 or newer: that of C++ reads no such YAML.
//   local hangup = (import 'mixin.libsonnet') { _config+:: { thresholds+: { crowd: 50 }, runbooks: 'https://…' } };
//   std.manifestYamlDoc(hangup.prometheusRules)
local rules(text) = std.parseYaml(text).groups;

{
  _config:: {
    // Where the runbooks are read.
    runbooks: 'http://localhost:8090',
    // Where an alert's page of a cause is: hangup.help.url and a language, where that is set.
    handbook: self.runbooks,
    // By the name after "hangup:threshold:", for all kinds of ends: { crowd: 50, hour: 0.2 }. For one kind or cause
    // with it: { 'share abnormal': 0.1, 'floor message_too_big': 20 }.
    thresholds: {},
    // What tells environments and services apart, in every rule.
    scope: ['cluster', 'environment', 'namespace', 'job'],
    // For a Prometheus before 2.42.
    keepFiring: true,
  },

  local config = self._config,
  local scoped(text) = std.strReplace(text, 'cluster, environment, namespace, job', std.join(', ', config.scope)),
  local prefix = 'hangup:threshold:',

  local threshold(rule) =
    local name = rule.record[std.length(prefix):];
    local labels = std.get(rule, 'labels', {});
    local one = name + ' ' + std.get(labels, 'websocket_close_cause', std.get(labels, 'kind', ''));
    local value = std.get(config.thresholds, one, std.get(config.thresholds, name));
    if value == null then rule else rule { expr: 'vector(%g)' % value },

  local adapted(rule) =
    if std.get(rule, 'record', '') == 'hangup:runbooks:info' then rule { labels+: { base: config.runbooks, help: config.handbook } }
    else if std.startsWith(std.get(rule, 'record', ''), prefix) then threshold(rule)
    else rule,

  prometheusRules+:: {
    groups+: [
      group { rules: std.map(adapted, group.rules) }
      for group in rules(scoped(importstr 'rules/hangup-thresholds.yml'))
                   + rules(scoped(importstr 'rules/hangup-recording.yml'))
                   + rules(importstr 'rules/hangup-knowledge.yml')
    ],
  },

  prometheusAlerts+:: {
    groups+: [
      group {
        rules: [
          { [key]: rule[key] for key in std.objectFields(rule) if config.keepFiring || key != 'keep_firing_for' }
          for rule in group.rules
        ],
      }
      for group in rules(scoped(importstr 'rules/hangup-alerts.yml'))
    ],
  },

  grafanaDashboards+:: {
    'hangup-websockets.json': import '../grafana/dashboards/hangup-websockets.json',
  },
}
