/* Voices, off until somebody wants them: dictate an answer, hear the boss. Either with the
   browser's own functions or through the endpoint, as the meta tag says. Where sound or words
   leave this machine, that is said before the first time, and only a yes is remembered. */
(() => {
  "use strict";
  const { byId, fill, messageBox, name, remembered, tell, watch, where } = window.room;
  if (room.voice) return;

  const meta = document.querySelector('meta[name="room-audio"]');
  const mode = meta?.content ?? "off";
  const host = meta?.dataset.host ?? "";
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const LONGEST = 120000; // milliseconds of one recording
  const dictates = mode === "browser" ? Boolean(Recognition)
    : mode === "endpoint" && Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
  const reads = mode === "browser" ? "speechSynthesis" in window : mode === "endpoint";

  const state = (words) => { if (byId("voice")) tell(byId("voice").querySelector(".voice-state"), words); };

  /* ---- Consent ---- */

  const consent = {
    key: (what) => `voice consent ${what} ${mode} ${host}`,
    given: (what) => remembered.get(consent.key(what)) === "yes",
    words: {
      dictate: () => (mode === "endpoint"
        ? t("What you say is recorded, sent to {host}, and comes back as text. This app keeps no sound.", { host })
        : t("Your browser turns speech into text. Many browsers, Chrome and Edge among them, send the sound to their maker for that. This app gets only the text.")),
      read: () => (mode === "endpoint"
        ? t("The boss’s words are sent to {host} and come back as sound.", { host })
        : t("This browser’s only voices work over the network: the boss’s words are sent to the voice’s maker.")),
    },
  };
  let asking = null; // {what, then}
  const ask = (what, then) => {
    if (consent.given(what)) return then();
    asking = { what, then };
    tell(byId("voice-consent").querySelector("p"), consent.words[what]());
    byId("voice-consent").hidden = false;
    byId("voice-yes").focus();
  };
  const answer = (yes) => {
    const { what, then } = asking;
    asking = null;
    byId("voice-consent").hidden = true;
    byId(what === "dictate" ? "dictate" : "aloud").focus();
    if (!yes) return;
    remembered.set(consent.key(what), "yes");
    then();
  };

  /* ---- Dictating ---- */

  let listening = null; // what has stop()
  let before = ""; // what stood in the box when it began
  const put = (words) => {
    const gap = before && words && !/\s$/.test(before) ? " " : "";
    fill(before + gap + words);
  };
  const PROBLEMS = {
    "not-allowed": () => t("The microphone is not allowed. Allow it in the browser’s settings for this page, or type."),
    "service-not-allowed": () => t("This browser does not allow dictation. Type instead."),
    "audio-capture": () => t("No microphone was found. Connect one, or type."),
    "network": () => t("The browser’s dictation cannot be reached. Type, or try again later."),
    "no-speech": () => t("Nothing was heard. Try again, closer to the microphone."),
  };

  const byBrowser = () => {
    const recognition = new Recognition();
    recognition.lang = navigator.language.startsWith("en") ? navigator.language : "en-US";
    recognition.continuous = recognition.interimResults = true;
    const mine = { stop: () => recognition.abort() };
    recognition.onresult = ({ results }) => {
      if (listening !== mine) return;
      put([...results].map((result) => result[0].transcript.trim()).join(" "));
    };
    recognition.onerror = ({ error }) => {
      if (listening === mine) hush(PROBLEMS[error]?.() ?? t("The dictation broke off. What was heard is in the box."));
    };
    recognition.onend = () => { if (listening === mine) hush(t("Dictation has ended. Read it once more, then send it.")); };
    recognition.start();
    return mine;
  };

  const transcribed = async (sound, signal) => {
    const reply = await fetch("voice/heard", { method: "POST", body: sound, headers: { "Content-Type": sound.type }, signal });
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) throw new Error(said.detail ?? t("The sound could not be turned into text. Type instead."));
    return said.text;
  };
  /* Stopping the first time ends the recording, stopping again gives it up. */
  const byEndpoint = () => {
    const gone = new AbortController();
    let recorder = null;
    const mine = {
      stop: () => { gone.abort(); if (recorder?.state === "recording") recorder.stop(); },
      enough: () => { if (recorder?.state !== "recording") return false; recorder.stop(); return true; },
    };
    const done = async (sound) => {
      if (listening !== mine) return;
      state(t("Turning it into text…"));
      try {
        const words = await transcribed(sound, gone.signal);
        if (listening !== mine) return;
        put(words);
        hush(words ? t("Read it once more, then send it.") : PROBLEMS["no-speech"]());
      } catch (error) {
        if (listening === mine) hush(error.message);
      }
    };
    navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => {
      const end = () => stream.getTracks().forEach((track) => track.stop());
      if (listening !== mine) return end();
      const pieces = [];
      recorder = new MediaRecorder(stream);
      recorder.ondataavailable = ({ data }) => pieces.push(data);
      recorder.onstop = () => { end(); done(new Blob(pieces, { type: recorder.mimeType || "audio/webm" })); };
      recorder.start();
      setTimeout(mine.enough, LONGEST);
    }).catch(() => { if (listening === mine) hush(PROBLEMS["not-allowed"]()); });
    return mine;
  };

  const dictate = () => {
    if (listening?.enough?.()) return;
    if (listening) return hush(t("Dictation has ended. Read it once more, then send it."));
    if (!messageBox() || messageBox().readOnly) return;
    quiet();
    before = messageBox().value;
    listening = mode === "endpoint" ? byEndpoint() : byBrowser();
    state(t("Listening. Speak now; stop with the same button or Escape."));
    draw();
  };
  const hush = (words = "") => {
    const was = listening;
    listening = null; // first, so that what still comes in is not written
    was?.stop();
    state(words);
    draw();
  };

  /* ---- Hearing the boss ---- */

  const wanted = () => remembered.get("voice aloud") === "on";
  let speaking = null; // what has stop()
  let readFor = null; // the turn that was read, or need not be

  const localVoice = () => speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith("en"));
  const remote = () => mode === "endpoint" || (speechSynthesis.getVoices().length > 0 && !localVoice());
  const quiet = () => {
    const was = speaking;
    speaking = null;
    was?.stop();
    draw();
  };
  const over = (mine) => { if (speaking === mine) { speaking = null; draw(); } };
  const sayByBrowser = (words) => {
    const speech = new SpeechSynthesisUtterance(words);
    const voice = localVoice();
    if (voice) speech.voice = voice;
    speech.lang = voice?.lang ?? "en-US";
    const mine = { stop: () => speechSynthesis.cancel() };
    speech.onend = speech.onerror = () => over(mine);
    speechSynthesis.cancel();
    speechSynthesis.speak(speech);
    return mine;
  };
  const sayByEndpoint = (talk) => {
    const gone = new AbortController();
    const player = new Audio();
    const mine = { stop: () => { gone.abort(); player.pause(); } };
    const path = `voice/spoken/${encodeURIComponent(talk.rehearsal)}/${encodeURIComponent(talk.after)}`;
    const play = async () => {
      const reply = await fetch(path, { signal: gone.signal });
      if (!reply.ok) throw new Error((await reply.json().catch(() => ({}))).detail);
      player.src = URL.createObjectURL(await reply.blob());
      player.onended = () => over(mine);
      if (speaking === mine) await player.play();
    };
    play().catch((error) => {
      if (speaking !== mine) return;
      over(mine);
      state(error.message || t("The boss’s voice could not be fetched. The words stand above."));
    });
    return mine;
  };
  const read = (talk) => {
    quiet();
    if (!talk?.announce) return;
    speaking = mode === "endpoint" ? sayByEndpoint({ ...talk }) : sayByBrowser(talk.announce);
    draw();
  };
  const aloud = () => {
    if (wanted()) {
      remembered.set("voice aloud", "off");
      return quiet();
    }
    const turnOn = () => {
      remembered.set("voice aloud", "on");
      readFor = where()?.after;
      read(where());
    };
    if (remote()) ask("read", turnOn);
    else turnOn();
  };

  /* ---- The buttons ---- */

  const make = () => {
    const made = document.createElement("section");
    made.id = "voice";
    made.setAttribute("aria-label", t("Voice"));
    made.innerHTML = `<div class="acts">
      ${dictates ? `<button type="button" class="btn link" id="dictate" aria-pressed="false">${t("Dictate")}</button>` : ""}
      ${reads ? `<button type="button" class="btn link" id="aloud" aria-pressed="false">${t("Hear the boss")}</button>` : ""}
      <button type="button" class="btn plain" id="voice-stop" hidden>${t("Stop the voice")}</button>
      <span class="voice-state" role="status"></span></div>
      <div id="voice-consent" class="notice" hidden><p></p><span class="acts">
      <button type="button" class="btn main" id="voice-yes">${t("Agree")}</button>
      <button type="button" class="btn plain" id="voice-no">${t("No, thank you")}</button></span></div>`;
    return made;
  };
  const press = (id, on, words) => {
    const button = byId(id);
    if (!button) return;
    if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
    tell(button, words);
  };
  const draw = () => {
    press("dictate", Boolean(listening), listening ? t("Stop dictating") : t("Dictate"));
    press("aloud", wanted(), t("Hear the boss"));
    const stop = byId("voice-stop");
    if (stop && stop.hidden !== !speaking) stop.hidden = !speaking;
  };

  watch(() => {
    const talk = where();
    const composer = byId("composer");
    const here = talk && composer?.checkVisibility();
    if (!here) {
      if (listening) hush();
      if (speaking && !talk) quiet();
      byId("voice")?.remove();
    } else if (!byId("voice") && (dictates || reads)) {
      (composer.closest("#room > *") ?? composer).after(make());
      draw();
    }
    if (!talk?.announce || talk.after === readFor) return;
    const fresh = room.acted; // a page that has only been loaded does not speak up
    readFor = talk.after;
    if (fresh && wanted()) read(talk);
  });

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("#dictate, #aloud, #voice-stop, #voice-yes, #voice-no, #voice-forget, #send");
    if (!pressed) return;
    ({
      dictate: () => (listening ? dictate() : ask("dictate", dictate)),
      aloud,
      "voice-stop": quiet,
      "voice-yes": () => answer(true),
      "voice-no": () => answer(false),
      "voice-forget": () => forget(pressed),
      send: () => { if (listening) hush(); },
    })[pressed.id]();
  });
  document.addEventListener("keydown", (event) => {
    const inBox = event.target === messageBox();
    if (event.key === "Escape") {
      quiet();
      if (listening) hush(t("Dictation has ended. Read it once more, then send it."));
      if (asking) answer(false);
    } else if (inBox && event.key === "Enter" && !event.shiftKey && listening) hush();
  }, true);
  /* Who types does not want to be talked to, nor listened to. */
  document.addEventListener("input", (event) => {
    if (!event.isTrusted || event.target !== messageBox()) return;
    if (speaking) quiet();
    if (listening) hush();
  });
  addEventListener("pagehide", () => { if (listening) hush(); if (speaking) quiet(); });

  /* ---- In the help: take a consent back ---- */

  const forget = (button) => {
    for (const what of Object.keys(consent.words)) remembered.drop(consent.key(what));
    remembered.set("voice aloud", "off");
    quiet();
    tell(button.parentElement, t("Withdrawn. You will be asked again before anything is sent."));
  };
  room.helps.push((more) => {
    const given = Object.keys(consent.words).some(consent.given);
    more.innerHTML = given
      ? `<p>${t("You agreed that voices may send sound or words elsewhere.")} <button type="button" class="btn plain" id="voice-forget">${t("Withdraw consent")}</button></p>`
      : "";
  });

  if (reads && mode === "browser") speechSynthesis.getVoices(); // begins to load them
  room.voice = { dictates, reads };
})();
