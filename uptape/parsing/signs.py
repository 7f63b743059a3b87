"""The words that tell kinds of mail apart, with their weight: what classify looks for, in English, Spanish and French."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.core.leads import MailKind


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a kind of mail: where it is looked for, what it weighs, and how it is told to people."""

    kind: MailKind
    weight: float
    what: str
    subject: re.Pattern[str] | None = None
    body: re.Pattern[str] | None = None
    sender: re.Pattern[str] | None = None


def _sign(kind: MailKind, weight: float, what: str, *, subject: str = "", body: str = "", sender: str = "") -> Sign:
    def made(pattern: str) -> re.Pattern[str] | None:
        return re.compile(pattern, re.IGNORECASE | re.MULTILINE) if pattern else None

    return Sign(kind, weight, what, made(subject), made(body), made(sender))


SIGNS: tuple[Sign, ...] = (
    # Delivery failures, as mail servers word them (RFC 3464 gives the form, not the words).
    _sign("bounce", 5, "the subject of a delivery failure", subject=(
        r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|report|problem|incomplete|delayed)|returned mail|mail delivery "
        r"(?:failed|system|failure|subsystem)|failure notice|message not delivered|could not be delivered|not delivered:|delivery notification|"
        r"warning: (?:could not send|message .{0,30}delayed)|no se (?:puede|pudo) entregar|no entregado|non remis|"
        r"non délivré|échec de (?:la )?remise|returning message to sender|mail (?:returned|system error)|unzustellbar|rejected:|blocked:"
    )),
    _sign("bounce", 4, "a mail server as the sender", sender=r"mailer-?daemon|mail delivery (?:sub)?system|postmaster@|^mdaemon|microsoftexchange[0-9a-f]{8}|bounces?[-+@]"),
    _sign("bounce", 4, "the words of a delivery failure", body=(
        r"(?:message|mail|e-?mail) (?:you sent )?(?:could not|couldn't|cannot|can't|wasn't|was not|has not been|hasn't been|did not|didn't) (?:be )?"
        r"(?:delivered|reach|get through)|delivery to the following (?:recipient|address)|this is the (?:mail (?:delivery )?system|qmail-send)|"
        r"(?:recipient|address|user|mailbox)(?: address)? (?:rejected|unknown|not found|unavailable|is full|does not exist|over quota)|user unknown|"
        r"no such (?:user|mailbox|recipient)|permanent (?:fatal )?errors?|unable to deliver|remote (?:server|host) (?:said|returned|replied)|"
        r"\b5\d\d[ -]5\.\d\.\d|\b4\d\d[ -]4\.\d\.\d|diagnostic[- ](?:code|information)|el mensaje no (?:se )?(?:pudo|ha podido)|"
        r"n'a pas pu être (?:remis|livré)|address not found|wasn't delivered to|mailbox (?:is )?full|giving up on"
    )),
    # Answers by machines on behalf of somebody.
    _sign("autoreply", 5, "the subject of an automatic answer", subject=(
        r"^(?:re: ?)?(?:auto(?:matic|matische|matisch)?[ -]?(?:reply|response|answer|antwort)|autoreply|auto:|auto-?respon|automated (?:reply|response))|"
        r"out[ -]of[ -](?:the )?office|away (?:until|till|through|from)|out (?:until|till|through)|on (?:vacation|leave|pto)\b|away from (?:the |my )?(?:office|desk|store|mail|email)|respuesta automática|"
        r"fuera de (?:la )?oficina|ausente|réponse automatique|absen(?:t|ce)\b.{0,20}(?:bureau|office)|^absence|abwesend|abwesenheit|vacation (?:reply|response|responder)"
    )),
    _sign("autoreply", 5, "a receipt for a mail of ours", subject=r"^(?:delivered|relayed|entregado|distribué)\s?:", body=r"your message (?:has been|was) (?:successfully )?(?:delivered|relayed) to"),
    _sign("autoreply", 4, "the words of somebody who is away", body=(
        r"\bi(?:'m| am| will be|'ll be) (?:currently |now )?(?:(?:away|out)(?: of| from) (?:the |my )?(?:office|store|dealership|desk|building)|out of town|on (?:vacation|holiday|"
        r"leave|pto|parental|maternity|paternity|medical)|traveling)|(?:i'm|i am|i will be|will be) (?:out|off|away|gone)\b (?:until|till|through|from|with|and|this|next|on|for)|out of (?:the )?(?:office|store) (?:until|through|from|with|and)|covers? for me|in my absence|i only check this|i (?:will )?(?:return|be back) "
        r"(?:to the (?:office|store) )?on|limited access to (?:my )?e-?mail|no longer (?:with|employed|works? (?:at|for|here))|estaré (?:fuera|ausente|de vacaciones)|estoy "
        r"(?:fuera de|de vacaciones|ausente)|me encuentro (?:fuera|ausente|de vacaciones)|je (?:suis|serai) (?:actuellement )?(?:absente?|en vacances|en congé|hors du bureau)|de retour le|"
        r"regres(?:o|aré) el"
    )),
    _sign("autoreply", 3.5, "the words of an acknowledgement by a machine", body=(
        r"this is an? auto(?:mated|matic|-?generated)?[ -]?(?:reply|response|acknowledge?ment|confirmation)|(?:we(?:'ve| have)? |has been )?received your (?:request|e-?mail|message|inquiry|enquiry|"
        r"ticket|case|submission)\b|your (?:request|ticket|case|support request|inquiry) (?:\S{0,20} )?(?:has been|was) (?:received|created|opened|logged|updated)|ticket (?:number|id|#|no)|a (?:support )?"
        r"(?:ticket|case) has been|(?:someone|an agent|a representative|our team|a member of our team) will (?:get back|respond|reply|be in touch)|hemos recibido su (?:mensaje|solicitud|correo)|nous avons "
        r"bien reçu votre|we aim to (?:respond|reply)|(?:we(?:'ve| have)? )?got your message|(?:has|have) (?:safely )?reached us|automatic confirmation|(?:opened|created|logged|assigned) (?:a |the )?(?:support )?(?:case|ticket)|(?:will|we'll|we will) (?:answer|reply|respond|get back)\b.{0,30}(?:within|shortly|as soon)|(?:answer|reply|respond|contact you|in touch|hear from us)\b.{0,30}within (?:one|two|1|2|24|48) (?:business )?(?:days?|hours)|thank you for your (?:submission|request|message)|confirmation number|(?:no longer|not|n't|un) ?(?:used|monitored|read|checked) (?:anymore|any more)?|not monitored|this is an automated (?:message|notification|mail|e-?mail)|(?:was|has been) (?:marked as )?(?:solved|resolved|closed)\b|mailbox is (?:answered|monitored)|keep the subject line|please do not reply to this (?:automated|automatic)|reply above this line|to have your message delivered|i use a spam filter|un conseiller vous répondra|jours ouvrables|días hábiles|thank you for (?:contacting|reaching out to|writing to|e-?mailing) (?:us|our|the )"
    )),
    _sign("autoreply", 3, "the subject of an acknowledgement", subject=(
        r"(?:ticket|case|request|incident)\s?(?:received|created|opened|#|id|no\.?|\[)|\[(?:ticket|case|req|sr|inc)[ #:-]?\w*\d|we(?:'ve| have)? received your|thank(?:s| you) for (?:contacting|your (?:e-?mail|message|request|inquiry))|"
        r"(?:request|message|email|inquiry) received|(?:we )?got your (?:message|e-?mail|request)|\[#\d{3,}\]|acknowledge?ment|please confirm your message|acuse de recibo|accusé de réception|confirmation of your|(?:has been|was) (?:solved|resolved|closed)|no longer (?:used|in use|monitored)"
    )),
    _sign("autoreply", 8, "a read receipt", subject=r"^(?:read|leído|lu|gelesen|not read|deleted|read receipt|return receipt(?: \(displayed\))?|confirmation de lecture|confirmación de lectura)\s?:|read[- ]receipt|return receipt",
          body=r"(?:your message|was) (?:\S+ ){0,12}(?:was|has been) (?:read|displayed|opened) on|this is a (?:read|return) receipt|se leyó el|a été lu le"),
    # Mail that people of a dealership want, or get anyway, and that is no enquiry.
    _sign("not_lead", 4, "a job application", subject=(
        r"\b(?:job|employment) (?:application|applicant|alert|candidate|inquiry|enquiry|opening|posting)|new (?:candidate|applicant)|candidates?\b.{0,40}(?:for|applied|match)|applicant for|application for (?:the )?(?:position|role|job)|"
        r"applied (?:to|for)|r[ée]sum[ée]\b|curriculum|\bcv\b|application:|solicitud de (?:empleo|trabajo)|candidature|vacante|sales position|position\b.{0,20}(?:open|available)|hiring|(?:tech|advisor|consultant|salesperson) (?:position|job|opening)|interview|postulación"
    )),
    _sign("not_lead", 3, "talk of a job and of those who want it", body=(
        r"new (?:candidate|applicant)\b|(?:job|employment) (?:application|applicant|title|posting)|applied (?:to|for) (?:the |your |our )?(?:\S+ ){0,6}(?:position|job|role|opening)|(?:my|attached|view|download|upload(?:ed)?|the|candidate'?s?|applicant'?s?) (?:r[ée]sum[ée]|"
        r"cover letter|cv)\b|r[ée]sum[ée]\s?:|desired (?:pay|salary)|expected salary|screening questions|years of experience|position applied|solicitud de empleo|currículum|"
        r"mi experiencia laboral|candidature|(?:are you|you(?:'re| are)|still) (?:currently |now )?(?:hiring|looking to hire)|(?:have|with|tengo|j'ai) (?:\S+ ){1,4}(?:years?|años|ans) (?:of |de |d')?(?:\S+ )?(?:experience|experiencia|expérience)?|years? experience|(?:can|could|able to) start (?:monday|immediately|right away|next week|asap)|(?:ase|asep) cert|just applied to|applied to your job|adjunto (?:mi|a este)|hiring (?:\S+ ){0,4}(?:techs?|advisors?|sales|people|drivers?|lot)|last employer|an? (?:opening|vacancy) for|(?:apply|applying|application) for (?:a|the|your|an) (?:\S+ ){0,5}(?:position|job|role|opening)|job opening|lettre de motivation|view candidate|when can i interview|(?:^|\n)\W{0,3}(?:position|job title|desired position|job)\W{1,40}[^\n]{2,80}(?:technician|sales|consultant|advisor|manager|porter|detailer|driver|full[- ]time|part[- ]time)|\bcareers?\b|job seekers?"
    )),
    _sign("not_lead", 4, "an invoice, a payment or an account", subject=(
        r"\b(?:invoice|factura|facture|receipt|statement|remittance|purchase order|(?:your|thanks for your|thank you for your) payment|payment (?:received|due|reminder|failed|confirmation|declined)|impay[ée]e?|your renewal|renewal on|renews|past due|overdue|billing|your (?:bill|subscription|order|renewal|contract)|renewal notice|"
        r"order confirmation|account (?:statement|notice)|estado de cuenta|auto-?pay)\b"
    )),
    _sign("not_lead", 3, "amounts due", body=(
        r"\b(?:amount due|balance due|total due|due date|invoice (?:number|no|#|date|total)|bill to|remit(?:tance| to| payment)|payment (?:terms|method on file)|montant dû|importe a pagar|fecha de vencimiento|"
        r"(?:has been|was|we) charged|opening balance|new charges|next charge|pay online|(?:is|est) (?:due|échue)|régler (?:le|votre)|(?:plan|package|contract|subscription) renews|auto-?renew|your (?:card|subscription|plan) (?:ending|will|has|was)|net 30|past due)\b"
    )),
    _sign("not_lead", 4, "a report or statistics", subject=(
        r"\b(?:(?:daily|weekly|monthly|quarterly|annual|yearly|mtd|year-?end) (?:\S+ ){0,4}(?:report|summary|digest|recap|update|performance|stats|statistics|snapshot|review|insights?|scorecard)|performance (?:report|summary)|lead report|"
        r"(?:report|scorecard|dashboard|statistics|analytics|insights) (?:for|is ready|ready|:)|(?:your|this|last) week (?:on|at|with)\b|\b\\d+ (?:leads|views|calls|shoppers)\b|how your (?:dealership|store|listings?|ads?) (?:did|performed)|(?:digital |dealer )?scorecard|(?:your|this|last) (?:week|month|quarter) (?:in|at a glance|in review)|report (?:available|attached)|inventory report|market report|reporte (?:semanal|mensual|diario)|rapport (?:hebdomadaire|mensuel))"
    )),
    _sign("not_lead", 3, "counts in the place of a customer", body=(
        r"\b(?:total|e-?mail|phone|chat|text|form|new|web) (?:leads|calls|inquiries|impressions|views|clicks)\s{0,3}[:=|]?\s{0,3}\d{1,6}\b|\b(?:impressions|page views|vdp views|srp views|click-?throughs?|avg\.? (?:response|time)|average (?:response|"
        r"time)|conversion rate|\bweekly\b|\(last (?:week|month)\b|area (?:median|average)|what shoppers said|\btop units\b|leads received|days on lot|(?:your )?(?:hottest|top) (?:car|vehicle|unit|listing)s?|appointments shown|(?:vdp|srp)s?\b|your (?:rep|account manager)\b|close rate|month[- ]over[- ]month|week[- ]over[- ]week|vs\.? (?:last|previous|prior) (?:week|month|year)|response time\s?:|listed inventory|see all your leads|view (?:the |your )?full report)"
    )),
    _sign("not_lead", 4, "a warning about the inventory feed or the site", subject=(
        r"\b(?:(?:inventory|data|import|export|vehicle|xml|csv) (?:feed|import|upload|sync)|feed (?:error|warning|failed|report)|import (?:failed|error|completed?)|listing(?:s)? (?:expir|rejected|removed|approved|error|missing|without|will)|"
        r"photos? missing|missing photos|price (?:drop|change) alert|(?:ad|listing|post|posting)s?\b.{0,80}(?:expires?|expiring|expired|will expire|was removed)|(?:upload|import|export|feed)\b.{0,40}(?:finished|warnings?|errors?)|vehicles? (?:without|missing)|(?:import|upload|sync) (?:failed|warning|error|complete))"
    )),
    _sign("not_lead", 3, "troubles of a feed", body=(
        r"\b(?:vehicles? (?:without|missing|were (?:imported|skipped|rejected|removed|added)|failed)|(?:rows?|records?|units?|vins?) (?:imported|processed|skipped|rejected|failed)|feed (?:file|was|has|could)|(?:rows?|lines?) (?:read|listed)|has no (?:price|photos?)|duplicates row|will come off the site|renew (?:it|your ad|now)|could not be decoded|invalid vin|missing (?:photos?|price|"
        r"vin)|duplicate vin)"
    )),
    _sign("not_lead", 3, "a newsletter or an event", subject=(
        r"\b(?:newsletter|webinar|register (?:now|today)|you'?re invited|save the date|join us|tips|ways to|best practices|case study|white ?paper|ebook|podcast|new (?:feature|features|release)|product update|release notes|announc\w+|what's new|"
        r"industry news|dealer news|maintenance (?:window|notice)|scheduled maintenance|boletín|infolettre|survey|rate your|how did we do|happy (?:holidays|new year)|review for|star review|new review|rate the|save your (?:seat|spot)|terms of (?:service|use)|privacy policy)\b"
    )),
    _sign("not_lead", 2, "the words of a newsletter", body=(
        r"\b(?:unsubscribe|manage (?:your )?(?:e-?mail )?(?:preferences|subscriptions?)|view (?:this e-?mail |it )?in (?:your )?browser|you (?:are )?receiv(?:ed|ing) this (?:e-?mail|message|newsletter) because|read more|learn more|register (?:now|here)|"
        r"did you know|take the survey|(?:join|attend) (?:our|us|the) (?:\S+ ){0,4}(?:session|webinar|training|call|event)|save your seat|you get this (?:e-?mail|mail)|read the full|reply to this review|this (?:month|week)'s|darse de baja|se désabonner|désinscri)"
    )),
    _sign("not_lead", 4, "a notice about an account or a login", subject=(
        r"\b(?:password (?:reset|changed|expir)|reset your password|verification code|verify your|security (?:alert|code)|new (?:sign-?in|login|device)|two[- ]factor|(?:finish|complete) sign(?:ing)?[- ]?in|sign[- ]in code|login code|confirm your (?:e-?mail|account)|welcome to|your account|account (?:created|activated|"
        r"suspended)|invitation:|accepted:|declined:|canceled:|updated invitation|meeting (?:request|invitation)|calendar|voicemail box is full|storage (?:almost )?full|shared .{0,60} with you|código de verificación|mot de passe)"
    )),
    _sign("not_lead", 3, "a notice about an account or a login", body=(
        r"\b(?:reset your password|verification code|one[- ]time (?:code|passcode|password)|your code is|change your password|if this was(?: not|n't) you|if you did not request|sign[- ]in attempt|login attempt|expires? in \d+ (?:minutes|hours)|begin:vcalendar)"
    )),
    _sign("not_lead", 5, "a report of abuse", subject=r"abuse report|feedback report|complaint about (?:message|e-?mail|mail)|spam complaint", sender=r"^abuse@|<abuse@|fbl@", body=r"without (?:their |his |her )?consent\b.{0,80}|" r"^feedback-type:|marked (?:the attached |this |your )?(?:message|mail|e-?mail)?.{0,40} as (?:junk|spam)"),
    _sign("not_lead", 2, "talk of a wholesale auction", body=r"\brun ?list|\blane [a-z0-9]\b|bidding (?:begins|starts|ends|opens)|\bauction (?:day|sale|starts)|arbitration|title attached|gate pass"),
    _sign("not_lead", 3, "work among the staff or with suppliers", subject=(
        r"\b(?:staff|team|sales|managers?|all[- ]hands) (?:meeting|schedule|lunch|huddle)|\bschedule (?:for|change)|payroll|timesheet|floor plan|auction (?:run ?list|results|preview)|run ?list|shipment|tracking number|parts order|delivery (?:schedule|window)|"
        r"package (?:delivered|arriv)|out for delivery|recall (?:notice|bulletin)|recall \S{0,12}:|stop[- ]sale|meeting (?:moved|at|on|notes|agenda)|(?:next|saturday|monday|weekly) (?:\S+ )?meeting|service bulletin|\btsb\b|price sheet|incentive (?:bulletin|update)|rate sheet"
    )),
    _sign("not_lead", 4, "somebody who wants to work here", body=(
        r"(?:apply|applying|application|interested|interest) (?:for|to|in) (?:a|the|your|an|this) (?:\S+ ){0,5}(?:position|job|role|opening|vacancy|internship)|(?:mon|joint mon|ci-joint mon) cv\b|poste de \S+|my (?:resume|résumé|cv)\b|"
        r"(?:resume|résumé|cv) (?:is )?attached|looking for (?:a job|work|employment|a position)|busco (?:trabajo|empleo)|(?:do you have|are there) any (?:openings|jobs|positions)|want to work (?:at|for|with) (?:you|us|\S+)|(?:salesperson|porter|technician|lot attendant|detailer)s? (?:position|job|opening)"
    )),
    _sign("not_lead", 5, "a form for those who want work", body=(
        r"^\W{0,3}(?:form|department|page|topic)\W{1,40}(?:careers?|employment|jobs?|work with us|join (?:our|the) team|human resources|hr)\b|^\W{0,3}(?:position|desired position|job title|"
        r"applying for|puesto|poste)\W{1,40}[^\n]{2,80}(?:technician|sales|consultant|advisor|manager|porter|detailer|driver|clerk|full[- ]time|part[- ]time)|when can i interview"
    )),
    _sign("not_lead", 4, "a request for a donation", subject=r"\b(?:sponsor|donat|fund-?rais|raffle|charity|gala)", body=r"\b(?:sponsor (?:our|a|the)|donat(?:e|ion)|fund-?rais\w+|raffle|non-?profit|501\(?c)"),
    _sign("not_lead", 4, "transport of a vehicle", subject=r"pick-?up (?:scheduled|confirm)|dispatch|\bload #?\d|delivery eta", body=r"will pick up the unit|gate code|driver (?:cell|\S+ will)|\bbill of lading|\bload (?:id|number|#)|carrier (?:assigned|name)"),
    _sign("not_lead", 4, "matters of the service or parts department", subject=r"service (?:appointment|reminder|booking|request|estimate|visit)|repair (?:order|estimate|status)|parts? (?:order|request|inquiry)|maintenance (?:due|reminder)",
          body=r"\b(?:oil change|tire rotation|brake job|check engine light|service advisor|advisor\s?:|repair (?:estimates?|order)|declined services|part (?:number|no\.?|#)|oem part|do you stock an? |your service (?:department|center|dept)|my (?:repair|service appointment))"),
    _sign("not_lead", 3.5, "matters of a lender, an insurer or an office", subject=r"\bclaim\b.{0,12}\d|funding (?:package|notice|incomplete)|decision\s?:|conditionally approved|counter ?offer from|\bdeal (?:jacket|#|no)|title (?:work|received)|temporary tags?",
          body=r"\b(?:stips?\b|\bpoi\b|funding package|amount financed up to|your funder|adjuster\b|claim (?:number|no|#)|proof of income|dealer reserve|temporary tags|payoff letter)"),
    # Unasked-for selling, and fraud.
    _sign("spam", 4, "an offer of search or web services", body=(
        r"\b(?:seo\b|search engine optimi[sz]ation|(?:page|rank(?:ing)?s?) (?:one|1|#1|first)|first page|google (?:ranking|rankings|page)|back ?links?|guest post|domain authority|link building|web ?(?:site)? (?:design|redesign|development|audit)|"
        r"app development|free (?:audit|website audit|analysis|mock-?up|consultation)|errors? (?:on|in) your (?:web)?site|your (?:dealership )?website (?:is|has|and noticed|ranks?|could)|google (?:maps|my business|reviews?) (?:listing|ranking|optimi)|"
        r"posicionamiento|référencement|digital marketing (?:agency|services|company)|social media (?:management|marketing))"
    )),
    _sign("spam", 4, "leads, lists or marketing for sale", body=(
        r"\b(?:(?:buy|purchase|sell(?:ing)?|offer(?:ing)?|provide|deliver|generate|get you|send you|bring you) (?:you )?(?:\S+ ){0,5}(?:leads|buyers|customers|appointments) (?:\S+ ){0,6}(?:per|each|for only|at \$|from \$|guaranteed|exclusive|daily|every)|"
        r"(?:e-?mail|contact|mailing|buyer|consumer|prospect|data) (?:list|lists|database|databases)\b|verified (?:contacts|leads|emails|records)|(?:exclusive|fresh|aged|verified|qualified|real[- ]time|pre-?qualified) (?:\S+ ){0,3}leads|pay[- ]per[- ]lead|"
        r"lead generation (?:service|company|agency|program)|cost per lead|list of (?:\S+ ){0,5}(?:owners|buyers|users|contacts|leads)|counts? and pricing|decision[- ]makers)"
    )),
    _sign("spam", 3, "the opening of a cold call", body=(
        r"\b(?:i (?:came across|was (?:looking at|browsing|on|reviewing)|found|noticed|visited|stumbled) (?:\S+ ){0,4}(?:your|the) (?:\S+ ){0,3}(?:web ?site|site|page|online|listing on google|business|company|dealership's)|we(?:'ve| have)? help(?:ed)? (?:\S+ ){0,5}(?:dealers?|dealerships|businesses|"
        r"companies|stores)|(?:quick|15[- ]min(?:ute)?|brief|short|10[- ]min(?:ute)?) (?:call|chat|demo|question about your (?:website|business|marketing))|packages? (?:from|start)|pricing starts|(?:schedule|book|set up) a (?:\S+ )?(?:demo|call)|just following up on my|"
        r"are you the right person|who (?:is|would be) the (?:right|best) person|reply [\"']?(?:no|stop|no thanks|remove|unsubscribe)|if you(?:'d| would)? (?:do not|don't|rather not) (?:want|wish|like|hear)|not interested\W+(?:reply|let me know|just)|grow your (?:business|dealership|sales)|"
        r"increase (?:your )?(?:sales|traffic|revenue|conversions)|limited[- ]time offer|we (?:specialize|are a (?:leading|team|company|full)|offer (?:a |the |our )?(?:full|complete|best|affordable)))"
    )),
    _sign("spam", 4, "money for nothing", body=(
        r"\b(?:business (?:loan|funding|capital)|merchant cash|working capital|line of credit for|pre-?approved for (?:up to )?\$|bitcoin|crypto(?:currency)?|forex|lottery|inheritance|next of kin|million (?:us )?dollars|beneficiary|wire transfer of|gift cards?|"
        r"investment opportunity|viagra|cialis|casino|hot singles|weight loss|cashier'?s check .{0,80}(?:mover|shipper|agent)|bank (?:draft|details) .{0,40}urgent|click here to claim|you (?:have|'ve) won|unclaimed|herencia|préstamo sin)"
    )),
    _sign("spam", 3, "the subject of an unasked-for offer", subject=(
        r"\b(?:seo|rank(?:ing)?s?|page one|first page|backlinks?|guest post|web(?:site)? (?:design|redesign|traffic|visitors|errors?)|your website|(?:car|auto|vehicle|buyer|exclusive|fresh|qualified|aged)s? (?:\S+ )?leads? (?:for|list|available|at|from|per|sale)|leads for sale|"
        r"(?:e-?mail|contact|data) ?(?:list|base)|business (?:loan|funding)|funding|quick question|partnership|collaborat\w+|more (?:customers|sales|buyers|leads)|grow(?:ing)? your|boost your|increase your|double your|proposal|digital marketing|outsourc\w+|virtual assistants?|"
        r"losing (?:buyers|customers|sales|traffic))\b"
    )),
    _sign("spam", 2.5, "the voice of a seller", body=(
        r"\bwe (?:can |will |would |do |also )?(?:offer|provide|help|specialize|deliver|supply|sell|publish|design|redesign|build|manage|handle|work with (?:dealers|dealerships|businesses))\b|we are an? (?:\S+ ){0,4}(?:company|agency|team|firm|provider|platform|manufacturer)|"
        r"\bour (?:ai|software|platform|solution|services?|product|technology|tool|agents|system|clients|experts|team of)\b|(?:dealers?|dealerships|stores|businesses|companies) like yours|(?:google|yelp|bing) business (?:profile|listing)|claim it (?:today|now)|your (?:business|blog|brand|campaigns?|target|competitors|marketing|google)\b|"
        r"\bi (?:can|could|will) (?:get|bring|send) you\b|my name is \S+(?: \S+)? and i(?:'m| am) (?:with|from|the|an? )|reaching out|hello sir|sir/madam|dear (?:friend|sir|madam|business owner|owner|dealer|manager|team|partner|website)"
    )),
    _sign("spam", 2.5, "terms of a seller", body=(
        r"\$\s?\d[\d.,]*\s?(?:/|per|each|a|an)\s?(?:each|hour|month|mo|week|lead|click|post|contact|agent|name|seat)?\b(?!\s?(?:mile|down|month (?:payment|is))) ?|(?:free|one[- ]week|\d+[- ]days?) trial|trial (?:of|period)|no (?:long[- ]term )?contract|try (?:it )?(?:for )?free|"
        r"(?:for|book|schedule|see|watch|quick|short|live) a? ?(?:\S+ )?demo\b|minutes (?:on|this|next|to|for a)|free (?:sample|quote for your|mock-?up)|do-?follow|sponsored (?:post|article|content)|white[- ]label|affordable (?:cost|price|rate)|price list|portfolio|case stud(?:y|ies)|"
        r"no (?:collateral|credit check)|bad credit ok|same[- ]day funding|qualif(?:y|ies) for \$|target (?:geography|audience|market)|send (?:you )?(?:\d+ )?(?:to try|a sample|samples|our|more information|details|portfolio)|go away\b|24/7"
    )),
    _sign("spam", 4, "a buyer who sends a mover with too much money", body=r"(?:cashier'?s|certified|bank) (?:check|cheque|draft).{0,200}(?:mover|shipper|shipping agent|pick[- ]?up agent|hauler)|(?:marine engineer|oceanographer|offshore|at sea|on the ship|military deployment).{0,200}(?:check|paypal|mover|shipper)"),
    _sign("spam", 3, "sums that a stranger promises", subject=r"\$\s?\d{2,3}(?:,\d{3})+.{0,30}(?:approved|funding|available|ready|loan|credit)|approved\b.{0,30}\$", body=r"(?:usd|\$|eur)\s?\d+(?:\.\d+)? million|next of kin|barrister|late customer"),
    _sign("spam", 4, "a trap for passwords", body=r"verify (?:your|the) (?:account|mailbox|identity|e-?mail)\b.{0,60}(?:within|or|immediately|to avoid|:)|(?:mailbox|account|storage) (?:quota|will be (?:closed|suspended|deactivated))|lose all (?:messages|mail|data)|unusual sign-?in|dear (?:user|customer|client|account holder|webmail)"),
    _sign("spam", 3, "a seller's bait", body=r"(?:usually|normally) costs?|we do it (?:at|for) \$|first (?:lead|one|month|week) is (?:on us|free)|want (?:his|her|their|the) (?:number|details|contact)|put together a \S+(?: \S+){0,5} for you|want to see (?:it|a sample)\?|only pay (?:when|if|for)|per exclusive lead|may i send|shall i send|share (?:cost|pricing|the price)|moq\b|manufacturer of|agencia de|le mando una propuesta|desde \$\d+ al mes"),
    # What enquiries say.
    _sign("lead", 2.5, "the subject of an enquiry", subject=(
        r"\b(?:new |internet |web(?:site)? |sales |adf |phone |chat |e-?mail |hot |auto |car |vehicle |your )*(?:lead|prospect|prospecto)\b(?! (?:report|gen|quality|list))|\b(?:inquir(?:y|es)|enquir(?:y|ies)|is interested in|wants? to (?:test|buy|know|see)|question (?:about|on|from)|"
        r"(?:price )?quote request|request(?:ing)? (?:a |for )?(?:quote|information|info|price|test|details|more)|test drive|trade[- ]?in|appraisal|credit application|finance application|availability|still available|contact (?:form|request|us)|"
        r"form submission|new (?:message|submission|voicemail|missed call|call|chat|text)|wrote about|sent you a message|customer (?:inquiry|question|message)|missed call|(?:call|text|message|voicemail) from|voicemail|cash offer|sell my|(?:a |the )?(?:buyer|shopper)s? (?:wants|asks|is|has|question|inquiry|message)|interested|solicitud|consulta|prospecto|demande|"
        r"essai routier|cotización|soumission|request)"
    )),
    _sign("lead", 2.5, "the words of an enquiry", body=(
        r"\b(?:is (?:it|this|the \S+(?: \S+){0,3}|that) (?:still )?(?:available|for sale|on the lot|there|around)|still (?:available|for sale|have (?:it|this|the))|(?:i(?:'m| am)|we(?:'re| are)|customer is) (?:interested|looking (?:for|to)|shopping|in the market)|out[- ]the[- ]door|"
        r"best (?:cash )?price|lowest price|bottom line price|test drive|come (?:see|look|by|in)\b|trade(?:[- ]in)? (?:value|my|it)|would (?:love|like) to (?:know|see|test|come|schedule|buy|get)|can (?:i|we|you) (?:come|see|finance|ship|hold|tell|bring|make|drive|trade|put)|would you take|what(?:'s| is) (?:the|your) (?:lowest|best|price|otd)|got it\\?|lowest (?:you|price)|coming in|i (?:want|need|would like|'d like) (?:a|to (?:buy|see|test|drive|trade|sell|know))|need (?:a|an) .{0,40}(?:truck|suv|car|van|diesel)|"
        r"how (?:much|many (?:miles|hours|owners))|would you take|what(?:'s| is) (?:the|your) (?:lowest|best|price|otd)|still got|lowest (?:you|price)|coming in\b|(?:i|we) (?:want|need|would like|would love)|i'd (?:like|love)|need (?:a|an) [^\n]{0,40}(?:truck|suv|car|van|diesel)|requests? (?:a|for) quotation|something (?:under|around|like|similar|in the)|similar (?:one|car|truck|suv)|(?:under|below|around) \$?\d{1,2}k\b|when are you open|wants to (?:see|know|buy|test|trade)|asked (?:to be|if|about|for)|do you (?:have (?!\d|a (?:few |couple |minute|moment|sec)|time)|take|finance|deliver|ship)|todavía (?:tiene|está)|cuánto (?:piden|cuesta|es)|enganche|j'aimerais|encore disponible|combien|instant offer|missed call|caller\s?:|lease on a|clean title|any (?:accidents?|issues|problems|rust)|financing|down payment|monthly payment|sigue disponible|está disponible|me interesa|toujours disponible|je suis intéress)"
    )),
    _sign("lead", 1.5, "the labels of an enquiry", body=(
        r"^\W{0,4}(?:(?:customer|buyer|shopper|visitor|caller|first|full|your|contact) ?(?:name|id|info(?:rmation)?|details)?|stock ?(?:#|no|number|id)?|vin|vehicle(?: of interest)?|comments?|message|unit|year|make|model|zip(?: code)?|nombre|teléfono|correo|prénom|courriel|téléphone)\s?[:=|]"
    )),
)  # fmt: skip
