/** TESTING KEY (published): the sample paySignKey of the official payment document of 2014, of account wxf8b4f85f3a794e77. */
export const PUBLISHED_PAY_SIGN_KEY =
  '2Wozy2aksie1puXUBpWD8oZxiD1DfQuEaiC7KcRATv1Ino3mdopKaPGQQ7TtkNySuAmCaDCrw4xhPY5qKTBl7Fzm0RgR3c0WaVYIXZARsxzHV2x7iwPPzOz94dnwPWSn'
