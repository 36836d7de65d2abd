"""The date beside the question: a text box, a calendar that fills it, and a button that empties it.

Gradio's own date component writes year-month-day, in English, and the browser's shows days in the
order of its own language, and takes nothing that is pasted. So the date is text, and the browser's
calendar only fills it.
"""

from __future__ import annotations

from assistant.chat.markup import safe

LABEL = "À la date du (jj/mm/aaaa)"

BUTTONS = (
    '<input type="date" tabindex="-1" aria-hidden="true">'
    '<button type="button" class="clear" aria-label="Effacer la date" title="Effacer la date">×</button>'
    '<button type="button" class="pick" aria-label="Choisir la date dans un calendrier" '
    'title="Choisir la date dans un calendrier"><svg viewBox="0 0 20 20" aria-hidden="true">'
    '<path d="M3 5h14v12H3zM3 8.5h14M7 2.5v4M13 2.5v4"/></svg></button>'
)

_FIELD = "document.querySelector('#as-of label :is(textarea, input)')"

WIRE = f"""
const day = element.querySelector('input[type=date]');
const write = (text) => {{
  const field = {_FIELD};
  field.value = text;
  field.dispatchEvent(new Event('input', {{ bubbles: true }}));
  field.focus();
}};
const pick = element.querySelector('.pick');
pick.hidden = !day.showPicker;
pick.addEventListener('click', () => {{
  const written = {_FIELD}.value.match(/^([0-9][0-9]).([0-9][0-9]).([0-9]+)$/);
  day.value = written ? written.slice(1).reverse().join('-') : '';
  day.showPicker();
}});
day.addEventListener('change', () => {{ if (day.value) write(day.value.split('-').reverse().join('/')); }});
element.querySelector('.clear').addEventListener('click', () => write(''));
"""
"""Run once when the buttons are there."""

_OR_LEAD_TO_THE_DATE = f"""
  const field = {_FIELD}, wrong = document.querySelector('#as-of-error [role=alert]');
  field.setAttribute('aria-invalid', wrong ? 'true' : 'false');
  field.setAttribute('aria-describedby', 'as-of-error');
  if (wrong) return field.focus();
"""

AFTER_ASKING = f"""() => {{ {_OR_LEAD_TO_THE_DATE}
  [...document.querySelectorAll('.turn')].at(-1)?.scrollIntoView({{ behavior: 'smooth' }});
}}"""
"""Run when an answer is there, which it shows, or the date was refused."""

AFTER_DATING = f"""() => {{ {_OR_LEAD_TO_THE_DATE}
  document.querySelector('#question label :is(textarea, input)').focus();
}}"""
"""Run when a date was written: on to the question, unless it was refused."""


def date_error(sentence: str) -> str:
    """Why a date was not understood, read out at once."""
    return f'<p role="alert">{safe(sentence)}</p>'
