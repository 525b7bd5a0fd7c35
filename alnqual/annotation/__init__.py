"""Label Studio: the study's own server, the page, and codings going there and back.

    server      LocalServer: start, stop and find the server of the study
    client      connect: a client of the study's server, local or the team's
    config      labelling_config: the page, made from the codebook
    users       the coders' accounts
    push        push: documents to their coders
    play        play: the demonstration's recorded codings, placed as those coders
    pull        pull: codings back into annotation/codings/

No other part of alnqual imports label_studio_sdk, and nothing is imported here: the SDK takes
seconds to load, and is loaded by the functions that need it.
"""
