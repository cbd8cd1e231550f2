"""Links that open a chat with the text ready; nothing is sent by themselves."""

from urllib.parse import quote


def chat_address(number, text):
    """Return the address that opens WhatsApp with ``text`` written.

    :param str number: digits with country code; ``""`` lets the person choose a chat
    :param str text: what is ready to send
    """
    return f"https://wa.me/{number}?text={quote(text)}"
