"""What became of a mail that was handed to an SMTP server (RFC 5321)."""

import smtplib
from contextlib import contextmanager

# It was certainly not taken, and may be tried again.
LATER = "later"
# It was certainly not taken, and never will be.
REFUSED = "refused"
# The server may or may not have it.
UNCERTAIN = "uncertain"


class Watch:
    """Knows whether the text of a mail was on its way when something went wrong."""

    def __init__(self):
        self.handed_over = False


@contextmanager
def watching(session):
    """Note on a :class:`Watch` when this session begins to hand over the text.

    Before that the server cannot have the mail. A session of ``None`` sends nothing.
    """
    watch = Watch()
    hand_over = getattr(session, "data", None)

    def data(message):
        watch.handed_over = True
        return hand_over(message)

    if hand_over:
        session.data = data
    try:
        yield watch
    finally:
        if hand_over:
            session.data = hand_over


def judge(error, handed_over):
    """Return what an error while sending means and how the server put it.

    :param bool handed_over: whether the text was on its way
    :return: ``(LATER, REFUSED or UNCERTAIN, words)``
    """
    cause = _first_cause(error)
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        answers = list(cause.recipients.values())
        return _judge_codes(code for code, _text in answers), _words(answers)
    if isinstance(cause, smtplib.SMTPResponseException):
        answer = (cause.smtp_code, cause.smtp_error)
        return _judge_codes([cause.smtp_code]), _words([answer])
    if isinstance(cause, (smtplib.SMTPServerDisconnected, OSError)) and not isinstance(
        cause, smtplib.SMTPNotSupportedError
    ):
        return UNCERTAIN if handed_over else LATER, _describe(cause)
    return UNCERTAIN if handed_over else REFUSED, _describe(cause)


def _first_cause(error):
    """Return the error of the connection that a wrapper was raised over."""
    seen = error
    while seen is not None:
        if isinstance(seen, OSError):  # smtplib's are, too
            return seen
        seen = seen.__cause__ or seen.__context__
    return error


def _judge_codes(codes):
    """RFC 5321, 4.2.1: 4yz may be tried again as it is, 5yz may not."""
    return LATER if all(400 <= code < 500 for code in codes) else REFUSED


def _words(answers):
    return "; ".join(
        f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for code, text in answers
    )


def _describe(error):
    return str(error) or type(error).__name__
