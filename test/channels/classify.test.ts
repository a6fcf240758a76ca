import { describe, expect, test } from 'vitest'
import { createClassifier } from '../../src/channels/classify.ts'
import { listedSources } from '../../src/channels/listed-sources.ts'
import { channelGroupRules, channelRules } from '../../src/channels/rules.ts'
import { categoryOf } from '../../src/channels/sources.ts'
import { clickIdParameters } from '../../src/ingest/click-ids.ts'
import { handCases } from './hand-cases.ts'
import { posthogCases, posthogHosts, velirCases } from './published-cases.ts'
import { touchOf } from './touch-of.ts'

const classify = createClassifier(listedSources)

describe('a touch of our own cases', () => {
  test.each(handCases)('%j', ({ touch, channel, group }) => {
    expect(classify(touchOf(touch))).toEqual({ channel, channelGroup: group })
  })

  test('they reach every channel and every group', () => {
    const all = ({ rules, otherwise }: typeof channelRules) => [...rules.map(([result]) => result), otherwise]
    expect(new Set(handCases.map(({ channel }) => channel))).toEqual(new Set(all(channelRules)))
    expect(new Set(handCases.map(({ group }) => group))).toEqual(new Set(all(channelGroupRules)))
  })

  test('they have every click id alone', () => {
    const alone = handCases.flatMap(({ touch: { clicks = {}, ...rest } }) =>
      Object.keys(rest).length === 0 ? Object.keys(clicks) : [],
    )
    expect(alone).toEqual(expect.arrayContaining([...clickIdParameters]))
  })
})

describe('published cases', () => {
  test.each([...posthogCases, ...velirCases])('$touch is $group', ({ touch, group, exception }) => {
    expect(classify(touchOf(touch)).channelGroup).toBe(exception?.group ?? group)
    expect(exception?.group).not.toBe(group)
  })

  test.each(posthogHosts)('%s is %s', (host, category) => {
    expect(categoryOf(listedSources, host)).toBe(category)
  })
})

describe('a source', () => {
  test.each([
    ['l.facebook.com', 'social'],
    ['m.facebook.com', 'social'],
    ['t.co', 'social'],
    ['google', 'search'],
    ['google.com', 'search'],
    ['news.google.com.br', 'search'],
    ['mail.google.com', 'email'],
    ['gemini.google.com', 'ai_assistant'],
    ['www.perplexity.ai', 'ai_assistant'],
    ['chat.openai.com', 'ai_assistant'],
    ['www.amazon.de', 'shopping'],
    ['android-app://com.google.android.googlequicksearchbox/', 'search'],
    ['com.reddit.frontpage', 'social'],
    ['https://www.youtube.com/watch?v=x', 'video'],
    ['www.google.co.uk:8080', 'search'],
    ['de.search.yahoo.com', 'search'],
    // A label is no name, and a name no label.
    ['my.social', ''],
    ['facebook.example.org', ''],
    ['notfacebook.com', ''],
    ['google.evil-site.com', ''],
    ['', ''],
    ['.', ''],
  ])('%s is %s', (origin, category) => {
    expect(categoryOf(listedSources, origin)).toBe(category)
  })
})
