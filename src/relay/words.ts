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
