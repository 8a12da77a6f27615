"""The way in: the bosses as cards, and what to know before a meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.persona import Persona
from app.errors import ContentFileError
from app.web.markup import button, dots, english, esc, joined, one_line, overall_words, situation
from app.web.phrases import told
from app.web.words import language, t, tn


def parts() -> dict[str, str]:
    """Return the learner's part, by situation, in two sentences; `{name}` is the boss."""
    return {
        "first_offer": t(
            "Thank {name}, say what you want to keep doing, and ask for a week or two. Do not "
            "refuse outright in this meeting, and leave {name} with another way to fill the gap."
        ),
        "appraisal_push": t(
            "Take the praise, and say where you want your work to go from here. Show what the "
            "company gains if you stay an expert, and who or what else could help {name}."
        ),
        "follow_up": t(
            "Make your case for staying: what the company gains, and what you deliver next. "
            "Bring {name} a replacement or another structure, and a date to talk again."
        ),
        "step_back": t(
            "Say what draws you back to the work itself, not what is wrong with managing. "
            "Bring {name} a handover with names and dates."
        ),
        "ladder_plan": t(
            "Show that staying is ambition too: say where you mean to grow. "
            "Offer {name} another way up that the plan could hold."
        ),
        "stay_interview": t(
            "Say what you want more of, and what the company gets for it. "
            "Ask {name} what growth without a team could look like, and agree on a next step."
        ),
    }


def chooser(
    personas: Sequence[Persona],
    best: Mapping[str, int],
    problems: Sequence[ContentFileError],
    notice: str = "",
) -> str:
    """Return the cards, easiest boss first, with each one's best result so far (0-100)."""
    ordered = sorted(personas, key=lambda persona: (persona.difficulty, persona.name))
    cards = joined(f"<li>{_card(persona, best.get(persona.id))}</li>" for persona in ordered)
    said = f'<p class="notice" role="alert">{esc(told(notice))}</p>' if notice else ""
    lead = t(
        "Each of them wants you to manage people; pick one, and practise staying in the work you "
        "love."
    )
    return one_line(f"""
        <section class="choose" aria-labelledby="choose-title">
        <div class="choose-top"><div>
        <h1 id="choose-title" tabindex="-1" data-focus="choose">
        {esc(t("Who will you talk to?"))}</h1>
        <p class="lead">{esc(lead)}</p>{_in_english()}</div>
        <a class="btn plain" href="prepare">{esc(t("Prepare first"))}</a></div>
        {said}
        {_guided(ordered[0]) if ordered and not best else ""}
        {f'<ul class="cards">{cards}</ul>' if ordered else _nobody()}
        {_broken(problems)}
        </section>""")


def _guided(gentlest: Persona) -> str:
    """Return the offer of a guided first rehearsal; guide.js hides it once it was declined."""
    lead = t(
        "A real rehearsal with {name}, our gentlest boss, and a few words beside it on what to "
        "look at and what to say next. You can leave the guide at any time.",
        name=gentlest.name,
    )
    go = button(
        t("Start the guided rehearsal"), "start", kind="main", persona=gentlest.id, guide="yes"
    )
    return f"""
        <section id="guide-offer" aria-labelledby="guide-offer-title">
        <div><h2 id="guide-offer-title">{esc(t("First time here? Take two minutes."))}</h2>
        <p>{esc(lead)}</p></div>
        <p class="acts">{go}<button type="button" class="btn link" data-leave>
        {esc(t("Not now"))}</button></p></section>"""


def _in_english() -> str:
    """Say once, to those who read the pages in another language, what language is spoken here."""
    if language() == "en":
        return ""
    said = t(
        "The conversations are in English: whoever you talk to, and the judge, speak only English."
    )
    return f'<p class="aside">{esc(said)}</p>'


def _card(persona: Persona, best: int | None) -> str:
    result = (
        t("Not tried yet")
        if best is None
        else t("Best so far: {result}", result=overall_words(best))
    )
    return (
        f'<button type="button" class="card" data-do="brief" data-persona="{esc(persona.id)}"'
        f' data-href="?boss={esc(persona.id)}">'
        f'<span class="card-name" lang="en">{esc(persona.name)}</span>'
        f'<span class="card-role" lang="en">{esc(persona.role)}</span>'
        f'<span class="card-quote" lang="en">“{esc(persona.card_quote)}”</span>'
        f'<span class="card-foot"><span>{situation(persona.situation.kind)}</span>'
        f"{dots(persona.difficulty)}</span>"
        f'<span class="card-best">{esc(result)}</span></button>'
    )


def trouble(words: str) -> str:
    """Return what stands in for the bosses when not even they can be shown."""
    return one_line(f"""
        <section class="choose"><h1 tabindex="-1">{esc(t("This did not work"))}</h1>
        <div class="notice" role="alert"><p>{esc(told(words))}</p>
        {button(t("Try again"), "arrive")}</div>
        </section>""")


def _nobody() -> str:
    words = t("There is no boss to talk to: no persona file could be used.")
    advice = t(
        "Look below at what is wrong with the files, or unset REHEARSE_PERSONAS to get the "
        "bosses that come with the app; then load this page again."
    )
    return f'<div class="empty"><p>{esc(words)}</p><p>{esc(advice)}</p></div>'


def _broken(problems: Sequence[ContentFileError]) -> str:
    if not problems:
        return ""
    items = joined(f"<li><code>{esc(problem)}</code></li>" for problem in problems)
    label = tn("{number} file could not be used", "{number} files could not be used", len(problems))
    advice = esc(
        t("Everything else works. Fix the file, check it with {command}, and load this page again.")
    ).format(command="<code>rehearse check</code>")
    return (
        f'<details class="quiet"><summary>{esc(label)}</summary><ul>{items}</ul>'
        f"<p>{advice}</p></details>"
    )


def part(persona: Persona) -> str:
    """Return the learner's part in two sentences, as HTML."""
    return esc(parts()[persona.situation.kind].format(name=persona.name))


def facts(persona: Persona) -> str:
    """Return the situation, the offer, and who the learner is, as a description list."""
    scene = persona.situation
    return (
        f"<dl class='facts'>{_fact(t('The situation'), english(_begun(scene.setting)))}"
        f"{_fact(t('The offer'), english(_begun(scene.offer)))}"
        f"{_fact(t('You'), english(_begun(scene.learner_role)))}"
        f"{_fact(t('Your part'), part(persona))}</dl>"
    )


def _fact(name: str, html: str) -> str:
    return f"<div><dt>{esc(name)}</dt><dd>{html}</dd></div>"


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def briefing(persona: Persona) -> str:
    """Return what the learner sees before the meeting."""
    turns = tn("about {number} turn", "about {number} turns", persona.patience)
    swap = t("Swap chairs: hear it done well")
    return one_line(f"""
        <section class="brief" aria-labelledby="brief-title">
        <p>{button(t("All bosses"), "arrive", kind="link back", href="?")}</p>
        <h1 id="brief-title" tabindex="-1" data-focus="brief {esc(persona.id)}"
         data-focus-on="start" lang="en">{esc(persona.name)}</h1>
        <p class="lead" lang="en">{esc(persona.role)}</p>
        <blockquote lang="en">“{esc(persona.card_quote)}”</blockquote>
        {facts(persona)}
        <p class="acts"><button type="button" id="start" class="btn main" data-do="start"
         data-persona="{esc(persona.id)}">{esc(t("Start the meeting"))}</button>
        <a class="btn plain" href="prepare?boss={esc(persona.id)}">{esc(t("Prepare first"))}</a>
        {button(swap, "swap", kind="link", persona=persona.id)}
        <span class="aside">{situation(persona.situation.kind)} {dots(persona.difficulty)}
        {esc(turns)}</span></p>
        </section>""")
