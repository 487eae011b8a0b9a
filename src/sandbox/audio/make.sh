#!/bin/sh
# Makes the speech of the sandbox's recordings and voicemails: two voices of Flite, encoded by FFmpeg.
# Debian packages: flite ffmpeg. Usage: make.sh, in this folder.
set -eu
out=$PWD
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
flite -voice slt -t "Chirp, this is Ada. How can I help?" ask.wav
flite -voice rms -t "Hello. My order has not arrived yet." tell.wav
flite -voice slt -t "Let me look that up." reply.wav
flite -voice rms -t "Hi, please call me back when you get a chance. Thank you." voicemail.wav
level="loudnorm=I=-18,aresample=16000,aformat=channel_layouts=mono"
ffmpeg -v error -i ask.wav -i tell.wav -i reply.wav -filter_complex \
  "[0]apad=pad_dur=0.2[a];[1]apad=pad_dur=0.2[b];[a][b][2]concat=n=3:v=0:a=1,$level" call-level.wav
ffmpeg -v error -i voicemail.wav -af "$level" voicemail-level.wav
for name in call voicemail; do
  for format in mp4 ogg webm; do
    case $format in
      mp4) codec="-ar 16000 -c:a aac -b:a 13k -movflags +faststart" ;;
      *) codec="-c:a libopus -b:a 10k -application voip" ;;
    esac
    # shellcheck disable=SC2086
    ffmpeg -v error -y -i "$name-level.wav" -ac 1 -map_metadata -1 -fflags +bitexact -flags:a +bitexact \
      $codec "$out/$name.$format"
  done
done
