export interface Device {
  weight: number
  os: string
  osVersion: string
  browser: string
  browserVersion: number
  type: 'Desktop' | 'Mobile' | 'Tablet'
  userAgent: string
  screen: readonly [width: number, height: number]
  /** What the browser's own bars take of the height. */
  chrome: number
}

const chromeOn = (platform: string, version: number, mobile = '') =>
  `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 ${mobile}Safari/537.36`
const safariOn = (platform: string, version: string, build = '') =>
  `Mozilla/5.0 (${platform}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} ${build}Safari/${build === '' ? '605.1.15' : '604.1'}`
const firefoxOn = (platform: string, version: number) =>
  `Mozilla/5.0 (${platform}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`

const windows = 'Windows NT 10.0; Win64; x64'
const mac = 'Macintosh; Intel Mac OS X 10_15_7'

const desktop = (
  os: 'Windows' | 'Mac OS X' | 'Linux',
  browser: string,
  browserVersion: number,
  userAgent: string,
  screen: readonly [number, number],
  weight: number,
): Device => {
  const osVersion = { Windows: '10.0', 'Mac OS X': '10.15.7', Linux: '' }[os]
  return { weight, os, osVersion, browser, browserVersion, type: 'Desktop', userAgent, screen, chrome: 140 }
}

/** Names and versions as posthog-js derives them from these user agents. */
export const desktops: readonly [Device, ...Device[]] = [
  desktop('Windows', 'Chrome', 142, chromeOn(windows, 142), [1920, 1080], 24),
  desktop('Windows', 'Microsoft Edge', 142, `${chromeOn(windows, 142)} Edg/142.0.0.0`, [1536, 864], 10),
  desktop('Windows', 'Firefox', 145, firefoxOn(windows, 145), [2560, 1440], 4),
  desktop('Mac OS X', 'Chrome', 142, chromeOn(mac, 142), [1512, 982], 12),
  desktop('Mac OS X', 'Safari', 26.1, safariOn(mac, '26.1'), [1440, 900], 9),
  desktop('Linux', 'Firefox', 145, firefoxOn('X11; Linux x86_64', 145), [1920, 1200], 2),
]

const iphone: Device = {
  weight: 38,
  os: 'iOS',
  osVersion: '18.7',
  browser: 'Mobile Safari',
  browserVersion: 26.1,
  type: 'Mobile',
  userAgent: safariOn('iPhone; CPU iPhone OS 18_7 like Mac OS X', '26.1', 'Mobile/15E148 '),
  screen: [393, 852],
  chrome: 190,
}

export const handhelds: readonly [Device, ...Device[]] = [
  iphone,
  {
    weight: 26,
    os: 'Android',
    osVersion: '10',
    browser: 'Chrome',
    browserVersion: 142,
    type: 'Mobile',
    userAgent: chromeOn('Linux; Android 10; K', 142, 'Mobile '),
    screen: [412, 915],
    chrome: 120,
  },
  {
    weight: 6,
    os: 'Android',
    osVersion: '10',
    browser: 'Samsung Internet',
    browserVersion: 28,
    type: 'Mobile',
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    screen: [384, 832],
    chrome: 130,
  },
  {
    weight: 5,
    os: 'iOS',
    osVersion: '18.7',
    browser: 'Mobile Safari',
    browserVersion: 26.1,
    type: 'Tablet',
    userAgent: safariOn('iPad; CPU OS 18_7 like Mac OS X', '26.1', 'Mobile/15E148 '),
    screen: [820, 1180],
    chrome: 100,
  },
]
