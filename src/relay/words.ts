/** What the server itself says to a person, where no page of an app can. Five languages, because anyone may mistype an address. */

const NOT_HERE: readonly (readonly [lang: string, text: string, start: string])[] = [
  ['ru', 'Такой страницы здесь нет.', 'На первую страницу'],
  ['uz', 'Bu yerda bunday sahifa yoʻq.', 'Birinchi sahifaga oʻtish'],
  ['tg', 'Дар ин ҷо чунин саҳифа нест.', 'Ба саҳифаи аввал'],
  ['ky', 'Бул жерде мындай барак жок.', 'Биринчи баракка өтүү'],
  ['en', 'There is no such page here.', 'To the first page'],
]

/** No script and no style: it must read well on anything. */
export const notFoundPage = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>404</title>
${NOT_HERE.map(([lang, text, start]) => `<p lang="${lang}">${text} <a href="/">${start}</a></p>`).join('\n')}
</html>
`

const NO_HTTPS: readonly (readonly [lang: string, head: string, why: string, what: string, host: string])[] =
  [
    [
      'ru',
      'Нужен HTTPS',
      'По этому адресу страницу по пути может прочесть и подменить кто угодно, поэтому сервер её не отдаёт.',
      'Откройте адрес, который начинается с https://. Если такого нет, спросите того, кто ведёт сервер.',
      'Тому, кто ведёт сервер: на самой машине он отвечает по адресу localhost. Для других машин поставьте перед ним веб-сервер с HTTPS (например, Caddy) и запустите «hamroh serve» так, как сказано в «hamroh serve --help».',
    ],
    [
      'uz',
      'HTTPS kerak',
      'Bu manzilda sahifani yoʻlda istalgan odam oʻqishi va almashtirishi mumkin, shuning uchun server uni bermaydi.',
      'https:// bilan boshlanadigan manzilni oching. Bunday manzil boʻlmasa, serverga qaraydigan odamdan soʻrang.',
      'Serverga qaraydigan odamga: u oʻz mashinasida localhost manzilida javob beradi. Boshqa mashinalar uchun oldiga HTTPS li veb-server (masalan, Caddy) qoʻying va «hamroh serve» ni «hamroh serve --help» da aytilgandek ishga tushiring.',
    ],
    [
      'tg',
      'HTTPS лозим аст',
      'Дар ин суроға саҳифаро дар роҳ ҳар кас хонда ва иваз карда метавонад, бинобар ин сервер онро намедиҳад.',
      'Суроғаеро кушоед, ки бо https:// оғоз мешавад. Агар чунин суроға набошад, аз касе пурсед, ки серверро мебарад.',
      'Ба касе, ки серверро мебарад: дар худи мошин он бо суроғаи localhost ҷавоб медиҳад. Барои мошинҳои дигар дар пеши он веб-сервери HTTPS (масалан, Caddy) гузоред ва «hamroh serve»-ро чунон ба кор дароред, ки дар «hamroh serve --help» гуфта шудааст.',
    ],
    [
      'ky',
      'HTTPS керек',
      'Бул даректе баракты жолдо каалаган киши окуп, алмаштырып койо алат, ошондуктан сервер аны бербейт.',
      'https:// менен башталган даректи ачыңыз. Андай дарек жок болсо, серверди караган кишиден сураңыз.',
      'Серверди караган кишиге: өз машинасында ал localhost дареги менен жооп берет. Башка машиналар үчүн анын алдына HTTPS бар веб-серверди (мисалы, Caddy) коюп, «hamroh serve» буйругун «hamroh serve --help» айткандай иштетиңиз.',
    ],
    [
      'en',
      'HTTPS is needed',
      'At this address anyone on the way can read and change the page, so the server does not hand it out.',
      'Open the address that begins with https://. If there is none, ask whoever runs the server.',
      'To whoever runs the server: on its own machine it answers at localhost. For other machines put a web server with HTTPS in front of it (Caddy, for example) and start “hamroh serve” as “hamroh serve --help” says.',
    ],
  ]

/** Plain HTTP off this machine: no script could run safely there, and none is needed to say so. */
export const noHttpsPage = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>HTTPS</title>
<main>
${NO_HTTPS.map(([lang, head, why, what, host]) => `<section lang="${lang}"><h1>${head}</h1><p>${why}</p><p>${what}</p><p><small>${host}</small></p></section>`).join('\n')}
</main>
</html>
`

export const PLAIN = {
  notFound: `404\n${NOT_HERE.map(([, text]) => text).join('\n')}\n`,
  method: '405\nЗдесь можно только читать (GET, HEAD).\nThis address can only be read (GET, HEAD).\n',
  request: '400\nСервер не понял запрос.\nThe server did not understand the request.\n',
  host: '421\nЭто не адрес этого сервера.\nThis server does not answer under that name.\n',
  header: '431\nСлишком длинный запрос.\nThe request is too long.\n',
  slow: '408\nЗапрос шёл слишком долго.\nThe request took too long.\n',
  expectation: '417\nТакие запросы сервер не принимает.\nThe server does not take such requests.\n',
  range: '416\nВ файле нет такой части.\nThe file has no such part.\n',
  broken: '500\nОшибка на сервере. Попробуйте ещё раз.\nAn error on the server. Please try again.\n',
  notBuilt:
    '503\nПриложение ещё не собрано. На этом компьютере: npm start\nThe app is not built yet. On this machine: npm start\n',
} as const
