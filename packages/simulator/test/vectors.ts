// TESTING KEY (published): fixtures of an official SDK's tests and of public documentation, never real credentials.

export const PUBLIC_KEY_DER =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmmc3oVMM3MXS4Bp/1Da8hy3V9Mgbwqg9KfdvwXZQiAYtHZs2c633PhRdMSu9AD/W9vkcuavs11FPnT7nCZoMAAYmfi7XvuHrjMajwhJHRLvZcoqYWpaaGjlT25gzWrc6vZOWvz+OeEEVjHZC1CWQnqC/Wxdhp/9vsFhMN7C/MxRXDjPCa9T3Ti5gMfoe6X//O43Jl1wpvkmasOTLSCykIvcx1ro2HTANCHGDXkGjZdYfzVJ7p4HSBymmlPte8Al6k3GbIqQBqKn6qx8f7K99GbMznR2DrxTYgfq4RJXQRki1sEmBOixZGz/RnUFiiEAoqdxOXS4+WRZA3jr+B3pH/QIDAQAB'

export const PRIVATE_KEY_DER = [
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCaZzehUwzcxdLgGn/UNryHLdX0',
  'yBvCqD0p92/BdlCIBi0dmzZzrfc+FF0xK70AP9b2+Ry5q+zXUU+dPucJmgwABiZ+Lte+4euMxqPC',
  'EkdEu9lyiphalpoaOVPbmDNatzq9k5a/P454QRWMdkLUJZCeoL9bF2Gn/2+wWEw3sL8zFFcOM8Jr',
  '1PdOLmAx+h7pf/87jcmXXCm+SZqw5MtILKQi9zHWujYdMA0IcYNeQaNl1h/NUnungdIHKaaU+17w',
  'CXqTcZsipAGoqfqrHx/sr30ZszOdHYOvFNiB+rhEldBGSLWwSYE6LFkbP9GdQWKIQCip3E5dLj5Z',
  'FkDeOv4Hekf9AgMBAAECggEAEsVsqnS90hNMzUj7dHHJHsgQRGeVlGc+tFzsHcGEDd1uW7SUfKDQ',
  'N6BjKgiuvBqGyFTFzL7dltnAS5YroWu0fMZCpMGOIhs2N1Go8/2j43PQ/k9iMVUw2/JPQxmwWJ2B',
  'Cy4nvA1+hRkohQCVpFQCzn4tdWYUzcdMrUw2y+h1fkCQ5MJn7iw9QHKQSeFeCl1/xq2PvOtiK/r1',
  'LsckyKNSSNgFEfxyWYaKbnK9OH+5rFKQQuI+fnAgE6QiLvmW0NqqZUSfqkLKi/FSWI13ns0H6Oxj',
  'qpLX8VQ6+Cw5qq8fCuv2gzkVk8A85ZTCQL/q9qDilt9uAE0bE924WU+n2zkBoQKBgQDQvIufN6fK',
  'pm27k4yxRNV23fj9nojewaVqGg/3yuyiAu6w/yFcTXkGMVOicTYraX2mliHTIoyP8ywKGqqaXS/K',
  'k3tGD1K04KriPiFwWXU54+DmOJEyYoJlmXOm4BoZ1lW0z5HECC9eO/VPSDY+zQdRYSCTdSHEgYuO',
  'GQSLPPwdrQKBgQC9XTrvkUkIthayc+4IhV6m4kT8uwzuoc3fuaJhFFcpLKqzcpQBH71TYCXfqkuc',
  'nO0no0sGerBB4HJQoVRK+jsdhNZhcw1JKLauE+YlCSRLZ62vyzBTzLw1fnFBp82z1VZBujCrMP+D',
  'dwXBTsnkRaUtmDEG0s6YsCwdfayF0PB9kQKBgAHc/P4R2ByV+brH6WSXsbQa7SMObDhY0CovS18x',
  '34Tes9S+okSZqG/mttFnY01l5qo7AthIoaqTSBxa+pTgKhIL2PjaICnfK4dTeKbxFXvLzfEgJiOl',
  '/3X6ta6Sp4j9gcxYYfu2+v1DWcA4a8uJtvwB+vF2BTQk1+MP1BuOEs4NAoGBAK3y+HKdOUPBUPQ4',
  'vk4hhaMzcz/d67FB/UYo1lrrPm3aVCxnckHeECKIzgG6A58oIEorHH4lMcgyD5C1wiLl3mvtXKlD',
  '8M5lkfoy2VToIukJomk783bnOXTCY/N12+X4cTYLfS2k4vK24RiD8b25pFRP26ly+MkV/FBS46pB',
  'FsmhAoGAOjfl2vGyJo8CRQ/HBLsSBw2VQgRvZU7mom1qa2SKA2VlsFz/aiBCcT8XEsTJxkVYkvbd',
  'fbyx2Z9kCbI6Y2czZ+M/0rQSRv/eOiBW7anBImZMg6WcYNfRfumkuNq+6fcCKKtZuyrd7ZFc0jTc',
  'VasIxNJ1TM6J6kRQdn5O6Ot4ERw=',
].join('')

/** Message, SHA-256 of the message, signature. */
export const SIGNATURES: Readonly<Record<string, { message: string; digest: string; signature: string }>> = {
  M0: {
    message: 'message',
    digest: 'ab530a13e45914982b79f9b7e3fba994cfd1f3fb22f71cea1afbf02b460c6d1d',
    signature:
      'Rq+5ZpWV6IHTWE1+9gCrYJKguNgbItpMdlIA+PVCPCdUAKNlohZz7CL7Y8xWDIFJjdGnErMj6Z+Q/h9CF5MV+nAVkqDmBR0uP5ppsUEzco4ijvKHsvI2ro4boSW6vSfQs3W8I4QSI9a0/NFIgvj83Fv27LIYZf7deaFWmEwd1fpAeJRCyoKyBeJPdsjVx0//Lqe6Wze2zVdliLcBvaHCfpd8+rAVGS+FQDeWgHqJ7n/Zy09LmV1/ghs7pO1mdjdD16SHKlysAD3K5hNGUJX/SHrEXEcu1yO1AOb/YvOVkjNh8243rcfXNE5L4ph2XS11vS+2aToKYSOcKUagf0LLaw==',
  },
  R1: {
    message: 'GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    digest: 'fab5c8a222049f386cb01453c7dc712c7997e756271557b0ef6e2e5060575373',
    signature:
      'Yql2HJi5R+/B/WzOlH5KqIUNOCTrECi808qopAT8Pk2vUdtZln2Wmz/zkA6+HpMD7BuThk5ikNOpI7+8yVt+wLdak6RZPOd3ZUMwfgmrN2Vl2aF7yjFov07paW3Dix7NAL+J402H92DUu8LCSbzoU2XnNNHGFCxR7Zkkp3V/QYau9vml2BTQi87rqaq5xpYGPfBbPtPUEcvoYjhIlrplVh89P8/ktk4H+PG22zBongaOlQYPVTx3k2vlik7PWc+wX225vk4C8ryZ8e/l4XwyRQf7kWEJCBKT1GBPNzbO18N2UMJDyGkyuYwhyWSJ9QomxYwZWUGExbo/68Ao6yLcKA==',
  },
  R2: {
    message:
      'GET\n/v3/merchant-service/complaints-v2?limit=5&offset=10&begin_date=2019-01-01&end_date=2019-01-01&complainted_mchid=1900012181\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    digest: '978f3f2df25702f1e45a3b13e5aa3e933a433202c432b7ef9fa45ddb4fb282ce',
    signature:
      'ijziG70dIGApdo5iW+Wk+48MXTd89xbBRQ9kXW35CxKi00OxPnuYIKvxHDyPhzhPA1HwFbCXhR8oiFJOEG0JMSrqrDMr0kOUT5LURg1tNVrBJVMFjPvU4PEbiCK1SNh0uxQR8zLyOit9pERlUB6zlG+6GjXd5MTfNW2JnLRGofGVGBJr71b8Wx1uEZaf9HrasWD7FfKm6Uq/oiwkrEUVwF15xBcWnmpfCekLLiPWtHeQ0KOl6gEFX4ck+c9TwiLVPBBlLuclfd+MsLPqtctO8DqBL5v2mVLPCsUFWgzqTSNPfaIsl7R1uP0IkndCJM+XL7MTsgg6kGEeFKidFnUN2Q==',
  },
  R3: {
    message:
      'POST\n/v3/merchant-service/complaints-v2/200201820200101080076610000/response\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"complainted_mchid":"1900012181","response_content":"已与用户沟通解决"}\n',
    digest: '49aed06916a082c88b1dba8ac44c81eb6b185939c536c3dce08228bcba217922',
    signature:
      'jOTHv6QwjSKtOydltHUKQAB25hehnoR/R7Q64asd6MG3zRIgqcGQOwif32gHCj/SX5A/QLF26j0oKjo9Sn+7Ay3tNeAPb6SQgC1fRnSj3p/g207GCMCqyDydNV9ZdYPpNVEzAmjjxw1CjA/vmrcXoSv/Lzlm+hKyahkn/20ZbrNKd9Zx5niCynmnHrB94QURNA7eBBd9caok+qzqLKyM/rlNzn6r/EMAz4mhfNHS8ee5NyYR27siwCSN/zZIYg4cakkDOclrbrGarry9CjD4HPji4pV/aZmeCYfcitH9lp3qZkIkZi0J2yEc+wdV1Uv/0K69UZ3xfSy1FPWUC2TKxw==',
  },
  R4: {
    message:
      'PUT\n/v3/merchant-service/complaint-notifications\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"url":"https://www.xxx.com/notify"}\n',
    digest: 'eda591ddd6d117d906c2754cec54d06bab1963f11f29693173e790f143e89980',
    signature:
      'NY3ns7+kvwK79n5RzLquMnWOZe5hrO5iYuxrByis1PWoQP+NxpRJpxen7SUHT0idoWVcbTy0oaddKP4Ryn69Y9GrjYAH5sMFeQFZ4txL+wzI8TId+ksAUvsJRbxSZ4IYS80PlHdPYW/VpVsYbTUcAGNLfe4Xc56CBELtNODleHWuYkVnQdMWCR5uxJB7YBlwQLChCfB69mxXinbz56gE95G5Ck5LYZgQREx9+fXN+G6I0KOgjSfuLt37wNmlee1X8RkLSmo3ul+uoHsiE6MtS2tVtx2/TWe7aOc6EMjly1LnegjdJtKvT1OF2fqBCUGJLF12h58iWInak8KS2jgXWg==',
  },
  R5: {
    message: 'DELETE\n/v3/merchant-service/complaint-notifications\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    digest: 'c1d5e239676c2e83518122cb184902e71fb204de166fcf4725524b16d60a0eb5',
    signature:
      'NN/1c1Y9pKznNJqDCh2o0a+EwSdLCsaj82b3Ojffc8AYsEuMQm6XOsfueQkeo+furOj5cjv1IY4CwYJPpUnPp7LDTY9Iho3aw/9q1ytu4JUgGcThtKgGrEeOGAnkKYhIhZr6h/O98CC2nsgKQ4VwgS8rl2sBCTTiKIlJQ2Fzz5pfotoLf0x0KTxqUMewWMYatkA8vTIRbfhJ9OyTLXFPBH7F25IEUDvRcGe2xon61ua373+fPWtqbaVHGwh6qh9kuqJeZ5gPM6rKSJHjuCKacPjGsOSlpPkLvqWk5x8lCHP3Wl/UrVRQNSytw1FOlN6fAXqSKUp+uoAzdXEH+UxHSw==',
  },
  R6: {
    message:
      'POST\n/v3/merchant-service/images/upload\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"filename":"pixel.bmp","sha256":"f7cbd816abfb19030d23b8de5435d0141443665a81ed5ba12114c70b5f53b610"}\n',
    digest: '1e6f35dfdd66ca93c628bfcb6b0240a0097c9d1e7072d6c7b78f6c0d429d4f11',
    signature:
      'Vn9C/nbhFBSwbD1SP1Wz9yyfb8YHSxYjd03RQQP2ZojemXvKi1e1kwppDUaNesO2YaDZfI9VkzMnbWIXkBVaORl8CWZ5/KiI3VqEV8sGCNeVrCazCDLkJ16LSib9lSRjwEoyTAiUGhDV+thLZsNYlnJ1oePwSKAzTOd2+o+jNOWHUESX0d/Fc4tOL/PqjDI+thPD0bNDINVfrTWdeiPDpfs+uvKMzqv3I+pCMu2qyktv5cDK2aM38GNKdqLV3/6Q5ETE6jNhRdqc7Wm0m6XvOsQLzNYP13Cn9kPSQj5HfRiJ1kYs/uilRARdym4ncbWZLO73hoA5xGublLWtwwtGWw==',
  },
  R7: {
    message:
      'GET\n/v3/merchant-service/images/ChsyMDAwMDAwMjAyNDExMDgxNTAyMjQ4MTU1MTgYBSCIk8y5BigBMAE4AQ%3D%3D\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    digest: '63fc195f24ee19a0765df9f2af46d6590d89fa3b21a347983d3263c09adfa3ce',
    signature:
      'OSWxonvF5/s9c6XgLIeDl/NwJJHWjtA8wFyucLJunm/EH2oDCPOhKTSvgddPgwpjmIhBNoM9RNEC9wXuyrFeGlL0eIUThmfwqB2F+/V1fvZ3rXyxa7Qdumob3G5vjD5b7ace/Shab+j6HHlRREPt65sApELK5ghwUyGDrmkvKYHgc22br1CVGqnsHJHXe8LDr1D1U8Ecsmba4jjGfd09HbFzcdKH9NxUnJVNinAjQZeixFuKzwmn+cOwh6XB/FlN5V426EgWDmKpbehKHN0OP/C/ZCIl/6Mu2RJFjUNHaseqnJG42np4srWlMxWMcupcTpoNaTx43MVJtQUjo5fS+g==',
  },
  A1: {
    message: '1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n',
    digest: 'daf021c5077b13414fc597564d935f2c6e5b1bf9c61e0dc2df4cd62a9aeb909e',
    signature:
      'XDSFmSXvLtgxdngilAt7BHbZj3iICVOAPWIxB9PNMr+HWOGdyJfTu//l8S3c9YeLzxzItixkJcSohCpml7vIr3jx3/BzYSiD/IXeKxkdEI+7KS0vUkSKJBeWgFy/cioDJsPBA0RSq+EC+D5OuWjcrWmgcdUh7ugN61RcD2Pca84wVrUUYPE39lwhp36NMQ/0WdxPONWLls+UjIuadBVaCD6mkgm1FaL3qkd5VAYMioej3QkceDL0cX6Kct3sdRpn0nBUjFUG5avKrKfA1AOEOsBRolnDLSZ7MBOBbJtqKsLSiF1zGQg44e4czXjOk3srPAcTeTUFtmVXveo/AI9ARQ==',
  },
  A2: {
    message: '1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"media_id":"BB04A5DEEFEA18D4F2554C1EDD3B610B.bmp"}\n',
    digest: '2b34209b247010f1302a853b710f50e041c34e1ef79cade1c4b3a8db6d9dc153',
    signature:
      'MyWIQwC1ze9euVowgUm7J1kWVYKxn7NwmH57lPNh0hqUGPM1fVNraQGlIsQfzDeAEn66a7NkZvmf/qDriQcxYP5fFBRFlkD0qlmkmUY0nIub4YJNrKFk92yYcX9Y0NREaTOyiWNLdGVLKZQr4y8rhaoCCXabE82ADs6801YEpTogM5zwwoM0Qa3pKUHPrzn/u/g2NEtkmzNu4U6ljbSjQZLVMfb6Z0/AubUTDIJDVQJbV+MrRibB1Qd7/nGouwdkV3T2yuRdVwVc40gkrOY9CyNEiu63wlL4XAXOlIKSbIQN/ls29sInR3SFw2EN09K1Mqn27O2auv+99LwaHXRvXg==',
  },
  N1: {
    message:
      '1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"id":"EV-2018022511223320873","create_time":"2015-05-20T13:29:35+08:00","resource_type":"encrypt-resource","event_type":"COMPLAINT.CREATE","summary":"产生新投诉","resource":{"original_type":"complaint","algorithm":"AEAD_AES_256_GCM","ciphertext":"FFI6dSNkmBhEyySRim5qADtxWSDAgZCcPEmttlMvJRs4r7wY4g2QDbBCBnbecW78NImE/moGDuA6OF69AvLVN1OmXjUDaVm3tij4qdAo+Ck40kLQ3hdvWsi1mJ+yJwA=","associated_data":"complaint","nonce":"fdasfjihihih"}}\n',
    digest: '43c571ba4fe2a8aaf51c1cdd00d003705d46cffce48c47fee2911ab3ea0dd3be',
    signature:
      'hGe9qzs6FmL8234AY1nc3RRkXa4ORoUXbwb9Ee6PK/vMxyrGU4Wz0rk+G6d6P9JM3XAhliAMU8Pyg2wmGKVrjfMdirVSBv99mN9sON7DKpN6SBtUpNhrZGmmCXzV8GxLHcNR38isxctAyRqUtoBPxRW9NhQuJnLwXmnr1YelN9VbphIaPzW8YHd7GNZGE9dYoV18UKINDFKGAjRPv5du6VIn3Oq71f74zu72MLY2rfzlHJHWmp0BhU931+s+Ks854LuS0mfHgR3JQeAHDJu3MSazHmaVV9igyB+y7dVhtsciwNy8tAbzNtSVzIyibxZRoY731pweLmUBZC0MVSE80Q==',
  },
}

export const NOTICE_BODY =
  '{"id":"EV-2018022511223320873","create_time":"2015-05-20T13:29:35+08:00","resource_type":"encrypt-resource","event_type":"COMPLAINT.CREATE","summary":"产生新投诉","resource":{"original_type":"complaint","algorithm":"AEAD_AES_256_GCM","ciphertext":"FFI6dSNkmBhEyySRim5qADtxWSDAgZCcPEmttlMvJRs4r7wY4g2QDbBCBnbecW78NImE/moGDuA6OF69AvLVN1OmXjUDaVm3tij4qdAo+Ck40kLQ3hdvWsi1mJ+yJwA=","associated_data":"complaint","nonce":"fdasfjihihih"}}'

export const PIXEL = Buffer.from(
  '424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b000000000000000000000000ff00',
  'hex',
)

export const OAEP_OF_PLAINTEXT =
  'Qqsluo7R1IZyAqdkm/jBzwXDP5VndCwwFbRA+yILFTYciZzrRChQIQ7SKuI2k3YSR5auB3ZspdjR1WPB3PTCKe6BCFx3NnaPWhSwonYTmW8ZseXjkbcYSbKL5O/6dr6Zftg3t2A2FUd97acjM1fr2EIvIvRieQ3Hl8qVkDBY9520wm1rzvePUnxQWN70RZiBcqr7O7Gb0gU3l7FkvoUFSbY44HgDJetmVow3yGIV3Tcd45o2MNQ+5F1qvjIjb3/6dkGKce4/kNTYraUMO6o6kfFXlfg+bFRIiz8hiUpbToWdu7g0R5Hq0/YIE5vw/5Ms4gbk2HIQIfOLkY8sEPjYHA=='

export const API_V3_KEY = 'a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb'

export const SEALED_CERTIFICATE =
  'Mr/AxbvY+WL9hKlD5nIa03LOMPpn5f+CWeNxE4ujl0f5gXZ9XLJ9CldkArCOTsbU62XgKnTc3YvRMZQ7wCmE2fzwmAenAySTYsPms72JhggPWfdqVxri9YD5wBYKn8Ck0Fc5JIiVw9WlN2oxHBz83mRVsjoTGC5+cX1CdYqKuZ8pkvi0aCJIq07ZC8MHoTowUz+4jYJy9XeKqip83Z7BmUYxsePpNM+HtihBqTJIUYXJfX7Col5X0ACsApRoU9l6swfW/kzvqNpDJavhDBGasLrr5822+Fk5nVkcTi53f8Wbue7ODWjJxj1yhRYcxFCvXLtpYNB+Qa1aXtrBSdBdBI2p7o+6Imn+auHLBCzkrZqF/yd+d4vTn4tqHPLUj89XcHsMf96uBo3T/HQV8LEDeIO+6YvOK9FrIDYsvp+imN4n/mnF7eJKo9mpN/QqWJiawrFpAmMMxFKBjIdpgMnVUl3Z11RcWKyfOJ3kcmItTWcnZFNyDgR9cS0aU6QPlefa3uUW89uzBuHjcFdDl43yU3LE4qZnHLDcDgx4qt0OFCLiy51GXtEpyYs5k99YJBvKK+RyIs4Yc1/smBmClQUhxW+8bsPNOcXfDvH2yX4YzESoO4TV0RqiCgnsSd4zIFyJPiMKIGzVHiw6Kg0eGCmB4mGHEEZCQ0eN3SSPO0QVjjtBYfgXDZfVHSaAB8PjWBVNFimoViZZQrwT6Ygo0LU0Dd8+F5aHFYr4OPHPslr3hrgutEYXDTv1vTA6ABJGqknJ9Y2vtyWpy7aIwxc0kQq/1ezjs+RMVL/LRpGDnbx1/CGPDjZhYgZypKa55+PDhoaQxqkF3xCLz2DGoNHZYmFqxzAOsAK0vJZw4VcAk6ssbA6YIaMuiemEpxfLC9ZiXtRqsX9s+GWjjtA8JywOFMO+NKZm9BH/E5YNg2DDD3sHG9Mciwn7yJ6sdf8h2lAWlEExAOeiBNyshOHAQ0/S+x1ncWNiqY+Uh5n0rtonvePV2MsxVlEWR3AVHn1abcEWkzivd+G5kg7LYO0goqzGClcQfnFfZdO6KwcMXsBCnm9A1Bl4+k5LLokTIYH5/36SRIZ9j0CHGD77BQLE7x8AlNsoFS2m263tLLq78TFqvZUTIZIQcVIl+NInscS3xQbA38qqFqutCWIwoF1azuJ7woiJyMvnS3xzIpNzP+rzJ8VDXxjLjpEUBOC9WDs74+QMtsAdmh6g0KDclHEk8WJ4P2bnso4z3VCGoDT5X/0bS1C+jMZMKaOCNB21FZ08qgUHmKeDeg8ylENu+mh2Y/AaEDSGkGBHIfFbhMYO3uRxhk9hldiHEnHgdkXiVAAUWk/IhtmGijibO/L76vB74Xpes973uK+2iFKgNBk8qTLLZZnuWbcMQuA6VsFULRb/C+q9B21YuAWPMzvgBwr4EX2m/OpF5w8Q0HL7v1H5H0mIGJbrjnklUPoBYrw30W3uk7yF0KE6sfMukafFx0S9rBOL0RykGDPwC0lHSNySkXDeM5XvDJ+dtHK+RDwhJR+azfrWAHGMtZcQ+YVamjWVmHxXM03j3GeCXgqae1upwHzkPL5OwojcQ5MQi3Kv/1xtwY0cRN/yeZTOsXfujtqhkJj/Vltby4lnW4SCj4LjWQF19BY6zhzF4yybBA8bhhtoNP/zx8QkhHAkIROkK2ZVgfocCAPvfQ+vSrsIBO+L5cmg6mzFn4g84lsHscgXnszIlzUrzx/4Tam0uwuS9J1gddZ0I0QUt9SJzfsoBCTU0OgNMUtXKS5HvgXe7abexMtFH5eulOsAuFZkQ5LYJa/m4yHFInXzL/t3hjdTi2NmxUufvYzwIyffRTu5vS9vjscARD9lUQDHFQ/xgWe1i8EkRlrSfjlXt00+4//h2bcJKyTBT3IXwvKNsuY29V9/vU3HkvWKZ99zpSlmcZRuBa1BHbyPEvc0NlqIIoKidxqUvOR64MzudHhAjgWFP+IXojfhS3Gj9OJhBL7s'

/** A whole published notification; its AES key is none of ours. */
export const PUBLISHED_NOTICE = {
  timestamp: '1624523846',
  nonce: 'EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz',
  body: '{"id":"3119dfba-e649-5eec-ab1e-3412bc4d2e17","create_time":"2021-06-24T16:37:26+08:00","resource_type":"encrypt-resource","event_type":"PAYSCORE.USER_OPEN_SERVICE","summary":"签约成功","resource":{"original_type":"payscore","algorithm":"AEAD_AES_256_GCM","ciphertext":"YDS3lKPaC4Y52Gf3uhft5qUBlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZL3iZttevRMOoPKMifozg6XPWjIZumks/GpT48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEklFUpsvPqOTOcgSLgh21YJXYR7dEBXFgRLiNIKRgO5JdXh1hccRUAlyVWxE54PXpnQ==","associated_data":"payscore","nonce":"Kj7QIyUiYx1q"}}',
  publicKey:
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXagHQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOmDeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B834uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGfy8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtkaSef4FdEEgEXJiw0VAJT8wIDAQAB',
  signature:
    'tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXFlbYZTOQrVdG4b6LfTnK4mikv9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwXvV1VEA1IBLX70xptjL8hrfUjEE8kkry6yNJTHZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8VTxY406ArAmQ90GAihDwIcb16TQMnzCMBoutnwZKNiKRACrFmtxw2Q==',
  signatureOfSource:
    'BKyAfU4iMCuvXMXS0Wzam3V/cnxZ+JaqigPM5OhljS2iOT95OO6Fsuml2JkFANJU9K6q9bLlDhPXuoVz+pp4hAm6pHU4ld815U4jsKu1RkyaII+1CYBUYC8TK0XtJ8FwUXXz8vZHh58rrAVN1XwNyvD1vfpxrMT4SL536GLwvpUHlCqIMzoZUguLli/K8V29QiOhuH6IEqLNJn8e9b3nwNcQ7be3CzYGpDAKBfDGPCqCv8Rw5zndhlffk2FEA70G4hvMwe51qMN/RAJbknXG23bSlObuTCN7Ndj1aJGH6/L+hdwfLpUtJm4QYVazzW7DFD27EpSQEqA8bX9+8m1rLg==',
}
