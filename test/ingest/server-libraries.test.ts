import { expect, test } from 'vitest'
import { landingRow } from '../../src/ingest/landing-row.ts'

const isVisit = ($lib: string) => {
  const properties = { $lib, $current_url: 'https://shop.example/' }
  const event = { event: 'order', distinctId: 'anna', timestampMs: 0, properties }
  return landingRow('oslo', event, {}, '2026-01-01 00:00:00.000').is_visit
}

test.each([
  'posthog-node',
  'posthog-edge',
  'posthog-python',
  'posthog-php',
  'posthog-ruby',
  'posthog-go',
  'posthog-java',
  'posthog-server',
  'posthog-dotnet',
  'posthog-elixir',
  'posthog-rs',
  'analytics-node',
  'python',
])('%s speaks about a person from a server', ($lib) => expect(isVisit($lib)).toBe(false))

test.each([
  'web',
  'js',
  'posthog-js',
  'posthog-js-lite',
  'posthog-ios',
  'posthog-android',
  'posthog-react-native',
  'posthog-flutter',
  'posthog-kmp',
  'posthog-unity',
  'posthog-chrome-extension',
  'javascript',
])('%s is the visitor’s own', ($lib) => expect(isVisit($lib)).toBe(true))
