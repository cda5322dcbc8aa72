#!/bin/sh
# après minuit
echo "métadonnées: metadata backup"
metadata backup -u om # à vérifier
