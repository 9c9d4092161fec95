#!/usr/bin/env bash
# Writes BODY as a comment on a pull request, over the one that an earlier run wrote: it is known by BODY's first line.
# What goes wrong here fails nothing: a pull request of a fork has no right to comment.
# In: GH_TOKEN, REPOSITORY, PULL_REQUEST, BODY.
set -uo pipefail

marker=$(head -n 1 "$BODY")
case $marker in
  '<!-- daft-analyze check'*' -->') ;;
  *)
    echo "::warning::$BODY is no report of daft-analyze check"
    exit 0
    ;;
esac
export marker
# Only comments of bots: whoever else copies the marker into a comment keeps it.
# shellcheck disable=SC2016 # jq's own variable
if ! id=$(gh api --paginate "repos/$REPOSITORY/issues/$PULL_REQUEST/comments" \
  --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.marker))) | .id' | head -n 1); then
  echo "::warning::the comments of the pull request cannot be read: does the workflow have 'permissions: pull-requests: write'?"
  exit 0
fi
if [ -n "$id" ]; then
  gh api --silent -X PATCH "repos/$REPOSITORY/issues/comments/$id" -F "body=@$BODY" && echo "comment $id is rewritten" && exit 0
else
  gh api --silent -X POST "repos/$REPOSITORY/issues/$PULL_REQUEST/comments" -F "body=@$BODY" && echo "a comment is written" && exit 0
fi
echo "::warning::the comment cannot be written: does the workflow have 'permissions: pull-requests: write'? A pull request of a fork never has"
exit 0
