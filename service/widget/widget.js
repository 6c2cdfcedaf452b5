// <dateline-chat>: load this module from the service, and the element works on any page that a site key names.
import { DatelineChat } from "./chat/element.js";
import "./chat/answer.js";
import "./chat/card.js";
import "./chat/clipboard.js";
import "./chat/conversation.js";
import "./chat/dom.js";
import "./chat/history.js";
import "./chat/look.js";
import "./chat/service.js";
import "./chat/sources.js";
import "./chat/strings.js";
import "./chat/text.js";

// The rest is named here too, so that a browser loads all modules at once and not one after the other.
if (!customElements.get("dateline-chat")) customElements.define("dateline-chat", DatelineChat);
