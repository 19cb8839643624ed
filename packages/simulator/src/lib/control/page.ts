/** The page at `/_simulator`. It is one document and loads nothing from elsewhere. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulator</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --line: #8884; --soft: #8882; --blue: #3b82f6; --green: #16a34a; --red: #dc2626; --amber: #d97706 }
  * { box-sizing: border-box }
  body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif }
  header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline }
  h1 { margin: 0; font-size: 1.4rem } h2 { margin: 2rem 0 .5rem; font-size: 1rem }
  form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 1rem 0 }
  input { flex: 1 1 14rem; min-width: 0; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .4rem; font: inherit; background: none; color: inherit }
  button { padding: .25rem .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--soft); font: inherit; color: inherit; cursor: pointer }
  button:hover { border-color: var(--blue) }
  .scroll { overflow-x: auto } table { width: 100%; border-collapse: collapse }
  th { text-align: left; font-weight: 500; opacity: .7 } th, td { padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); vertical-align: top }
  code, .mono { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
  .status { padding: 0 .5rem; border-radius: 1rem; background: var(--soft); white-space: nowrap }
  .completed { color: var(--green) } .error, .canceled { color: var(--red) } .running { color: var(--blue) } .partial, .needs_input { color: var(--amber) }
  progress { width: 7rem; accent-color: var(--blue) } .quiet { opacity: .65 } #wrong { color: var(--red) } td:last-child, td:nth-child(5) { white-space: nowrap }
</style>
<header><h1>Simulator</h1><span id="clock" class="quiet"></span><span id="faces" class="quiet"></span></header>
<form id="scenario">
  <label for="text">New jobs play</label>
  <input id="text" class="mono" list="names" placeholder="a name, or 10s;outcome=error" autocomplete="off"><datalist id="names"></datalist>
  <button>Set</button><button type="button" data-advance="10s">+10 s</button><button type="button" data-advance="1m">+1 min</button><button type="button" data-advance="10m">+10 min</button>
</form>
<code id="base" class="quiet"></code> <strong id="wrong" role="alert"></strong>
<h2>Jobs</h2><div class="scroll"><table><thead><tr><th>Face<th>Job<th>Status<th>Progress<th>Asked<th></thead><tbody id="jobs"></tbody></table></div>
<h2>Webhooks</h2><div class="scroll"><table><tbody id="webhooks"></tbody></table></div>
<h2>Last requests</h2><div class="scroll"><table class="mono"><tbody id="requests"></tbody></table></div>
<script>
  const $ = (id) => document.getElementById(id)
  const api = '/_simulator'
  const make = (tag, content, properties = {}) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...[content].flat().filter((part) => part !== undefined && part !== null))
    return element
  }
  const row = (cells) => make('tr', cells.map((cell) => make('td', cell)))
  const time = (iso) => new Date(iso).toLocaleTimeString()

  const ask = async (method, path, body) => {
    const response = await fetch(api + path, { method, body })
    $('wrong').textContent = response.ok ? '' : (await response.json()).message
    show()
  }

  const actions = ({ face, id, status }) => {
    const path = '/jobs/' + encodeURIComponent(face) + '/' + encodeURIComponent(id)
    const button = (label, onclick) => [make('button', label, { onclick, type: 'button' }), ' ']
    const isOpen = ['pending', 'running', 'needs_input'].includes(status)
    const verbs = isOpen ? ['finish', 'fail', 'cancel'] : []
    return [
      ...verbs.flatMap((verb) => button(verb, () => ask('POST', path + '/' + verb))),
      ...(isOpen ? button('+1 min', () => ask('POST', path + '/advance', '{"by":"1m"}')) : []),
      ...button('delete', () => ask('DELETE', path)),
    ]
  }

  const jobRow = (job) => {
    const name = [make('code', job.id), make('div', job.targets.map(({ language, status }) => language + ' ' + status).join(', '), { className: 'quiet' })]
    const bar = job.progress === undefined ? '' : make('progress', '', { value: job.progress, max: 1, title: Math.round(job.progress * 100) + ' %' })
    const status = make('span', job.status, { className: 'status ' + job.status, title: job.failure?.message ?? job.stage ?? '' })
    return row([job.face, name, status, [bar, ' ', job.stage ?? ''], job.statusRequests + ' times', actions(job)])
  }

  const none = (text) => [row([make('span', text, { className: 'quiet' })])]
  const fill = (id, rows, empty) => $(id).replaceChildren(...(rows.length > 0 ? rows : none(empty)))

  const show = async () => {
    const response = await fetch(api + '/state').catch(() => undefined)
    if (!response?.ok) return void ($('clock').textContent = 'The simulator does not answer.')
    const state = await response.json()
    $('clock').textContent = new Date(state.now).toLocaleString() + (state.speed === 1 ? '' : ', ' + state.speed + ' times as fast')
    $('faces').textContent = state.faces.map(({ name }) => name).join(', ')
    $('base').textContent = JSON.stringify(state.scenario)
    $('names').replaceChildren(...state.scenarios.map(({ name, description }) => make('option', description, { value: name })))
    // A row must not be replaced while a button in it is pressed.
    if (!document.querySelector('#jobs button:active')) fill('jobs', state.jobs.slice(-100).reverse().map(jobRow), 'None yet.')
    fill('webhooks', state.webhooks.slice(-20).reverse().map((each) => row([time(each.atMs), each.event, make('code', each.jobId), each.url, String(each.status ?? each.error)])), 'None yet.')
    fill('requests', state.requests.slice(-50).reverse().map((each) => row([time(each.at), each.method, each.path, String(each.status ?? 'broken off')])), 'None yet.')
  }

  $('scenario').addEventListener('submit', (event) => {
    event.preventDefault()
    ask('PUT', '/scenario', $('text').value)
  })
  for (const button of document.querySelectorAll('[data-advance]'))
    button.addEventListener('click', () => ask('POST', '/clock/advance', JSON.stringify({ by: button.dataset.advance })))
  show()
  setInterval(show, 1000)
</script>
`
