"""The words that belong to no flow: buttons, headings and notices, all of them content (`_book.yaml`).

Words in braces are filled in by the program; a translation keeps them as they are.
"""

from __future__ import annotations

from bot.core.marks import Body, Hint, Label, Part, Title


class Words(Part):
    """Every word the program itself says. The kind of each field tells a translator where it stands."""

    # buttons
    back: Label
    change: Label
    change_this: Label
    front_page: Label
    all_cards: Label
    settings: Label
    your_answers: Label
    help_now: Label
    call_112: Label
    call_social: Label
    call_number: Label
    done: Label
    none_of_these: Label
    today: Label
    previous_month: Label
    next_month: Label
    quick_exit: Label
    print_page: Label
    save: Label
    summary: Label
    calendar: Label
    go_on: Label
    start_again: Label
    send: Label
    copy_text: Label
    copy_all: Label
    copied: Label
    skip: Label
    open_card: Label
    other_region: Label
    nameless_advice: Label
    about: Label
    accessibility: Label
    leave_practice: Label
    start_case: Label
    next_case: Label
    choose_case: Label
    same_case: Label
    case_expected: Label
    case_missing: Label
    case_beside: Label
    case_why: Label
    next_page: Label
    not_known: Label
    choose_date: Label
    yes: Label
    no: Label
    # headings
    settings_title: Title
    language_title: Title
    answers_title: Title
    help_title: Title
    cards_title: Title
    topics_title: Title
    call_title: Title
    tell_title: Title
    family_title: Title
    next_title: Title
    after_title: Title
    why_title: Title
    change_title: Title
    sources_title: Title
    warnings_title: Title
    summary_title: Title
    saved_title: Title
    related_title: Title
    near_title: Title
    map_title: Title
    duties_title: Title
    not_understood_title: Title
    practice_title: Title
    parted_title: Title
    contacts_title: Title
    contacts_page: Label
    helped: Label
    did_not_help: Label
    helped_title: Title
    options_title: Title
    lost_title: Title
    # how strongly the law binds, and what is practice
    strength_l: Label
    strength_o: Label
    strength_v: Label
    in_practice: Label
    avoid: Label
    # sentences
    automatic: Body
    your_role: Hint
    your_region: Hint
    checked: Hint
    contact_checked: Hint
    no_number: Body
    region_unknown: Body
    why_answers: Hint
    if_answer: Hint
    assuming: Hint
    brings: Hint
    takes: Hint
    progress: Hint
    several_hint: Hint
    nothing_ticked: Hint
    checklist_hint: Hint
    date_hint: Hint
    date_wrong: Hint
    number_of_answers: Hint
    none_given: Hint
    type_hint: Hint
    type_label: Hint
    content_changed: Hint
    not_understood: Body
    unsure: Body
    who_helps: Body
    search_starts: Body
    elsewhere: Body
    still_asked: Hint
    emergency_first: Body
    noticed_code: Body
    noticed_phone: Body
    noticed_email: Body
    noticed_address: Body
    noticed_name: Body
    is_practice: Body
    cases_done: Hint
    case_good: Hint
    case_parted: Body
    case_elsewhere: Body
    case_same_path: Body
    case_same_duties: Hint
    quiz_right: Hint
    quiz_wrong: Hint
    quiz_score: Body
    helped_thanks: Body
    saved_on: Hint
    saved_note: Body
    calendar_start: Hint
    calendar_ready: Hint
    calendar_start_law: Body
    calendar_ready_law: Body
    calendar_practice: Body
    general: Body
    unattended: Body
    operator: Hint
    draft_language: Hint
    browser_note: Body
    map_note: Body
    no_script: Hint
    text_too_long: Hint
    something_wrong: Body


class TelegramWords(Part):
    """What Telegram shows of the bot itself, and the words that only its chat needs."""

    name: Label
    short_description: Hint
    description: Body
    # what the commands do
    start: Hint
    cards: Hint
    help: Hint
    save: Hint
    share: Hint
    forget: Hint
    cards_command: dict[str, str]
    """The command that opens the cards, a word of each language."""
    # said in the chat
    sees: Body
    refused: Body
    private: Body
    open_private: Label
    save_how: Body
    shared: Body
    forgotten: Body


class SharingWords(Part):
    """What is said of a link that is to be shared; `{address}` is the link itself."""

    open_web: Label
    open_bot: Label
    open_here: Label
    copy_web: Label
    copy_bot: Label
    copy_token: Label
    qr_png: Label
    qr_svg: Label
    opens_title: Title
    web_title: Title
    bot_title: Title
    token_title: Title
    no_web: Body
    no_address: Body
    qr_title: Hint
